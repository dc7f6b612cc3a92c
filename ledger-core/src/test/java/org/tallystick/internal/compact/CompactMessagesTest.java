package org.tallystick.internal.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.internal.compact.CompactSender.Kind;
import org.tallystick.internal.execution.AccountRules;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Transaction;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.testkit.MockSigner;

class CompactMessagesTest {
    private static final NodeId SENDER = new NodeId(MockSigner.numbered(1).publicKey());
    private static final NodeId OTHER = new NodeId(MockSigner.numbered(2).publicKey());
    private static final long LONG_AGO = 1_000_000;
    private static final long NOW = LONG_AGO + 60_000;

    private final Mempool here = pool();
    private final Mempool there = pool();
    private final List<EncodedTransaction> block = new ArrayList<>();
    private final CompactSender sender = new CompactSender(here, hash -> Optional.of(block), () -> NOW);
    private final List<byte[]> asked = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(1);
    private final CompactReceiver receiver =
            new CompactReceiver(there, (node, payload) -> asked.add(payload), nanos::get);

    private static Mempool pool() {
        return new Mempool(new MempoolLimits(5_000, 1 << 24, 5_000, 5_000), new AccountRules(Parameters.DEFAULT));
    }

    private static EncodedTransaction transaction(long sequence) {
        MockSigner signer = MockSigner.numbered(7);
        return TransactionCodec.encode(TransactionCodec.sign(
                new Transaction(
                        Hash.ZERO,
                        AccountCodec.idOf(signer.publicKey()),
                        0,
                        sequence,
                        NOW + 1_000,
                        new ContractId("token"),
                        Bytes.utf8("x".repeat(200)),
                        1_000,
                        List.of()),
                List.of(signer)));
    }

    private static void hold(Mempool pool, EncodedTransaction transaction, long since) {
        assertThat(pool.add(transaction, () -> key -> null, since)).isInstanceOf(Mempool.Admission.Added.class);
    }

    /** A message around the body of the block. */
    private Effect.Broadcast message() {
        Bytes body = BlockCodec.encodeBody(block);
        Bytes whole = new CanonicalWriter(64)
                .text("before")
                .bytes32(body)
                .text("after")
                .toBytes();
        int from = whole.size() - new CanonicalWriter(16).text("after").size() - body.size();
        return new Effect.Broadcast(whole, Optional.of(new Effect.BlockPlace(Hash.ZERO, from, body.size())));
    }

    private void makeBlock(int transactions) {
        for (int i = 0; i < transactions; i++) {
            block.add(transaction(i));
            hold(here, block.get(i), LONG_AGO);
        }
    }

    @Test
    void whatBothHoldTravelsAsReferencesAndArrivesAsItWas() throws MalformedException {
        makeBlock(100);
        block.forEach(transaction -> hold(there, transaction, NOW));
        Effect.Broadcast message = message();
        byte[] payload = sender.compact(message).orElseThrow();
        assertThat(CompactSender.kindOf(payload)).isEqualTo(Kind.COMPACT);
        assertThat(payload.length).isLessThan(100 * (Hash.SIZE + 1) + 200);
        assertThat(receiver.received(SENDER, payload)).contains(message.message());
        assertThat(asked).isEmpty();
    }

    @Test
    void whatIsLackingIsAskedForAndBrought() throws MalformedException {
        makeBlock(50);
        SplittableRandom chance = new SplittableRandom(1);
        block.stream().filter(each -> chance.nextInt(3) > 0).forEach(each -> hold(there, each, NOW));
        Effect.Broadcast message = message();
        byte[] payload = sender.compact(message).orElseThrow();
        assertThat(receiver.received(SENDER, payload)).isEmpty();
        byte[] fill = sender.wanted(OTHER, asked.get(0)).orElseThrow();
        assertThat(receiver.filled(OTHER, fill))
                .as("nothing was asked of that one")
                .isEmpty();
        assertThat(receiver.filled(SENDER, fill)).contains(message.message());
        assertThat(receiver.filled(SENDER, fill)).as("once").isEmpty();
        assertThat(sender.wanted(OTHER, asked.get(0))).as("once a message").isEmpty();
    }

    @Test
    void whatIsFreshGoesAlong() throws MalformedException {
        makeBlock(30);
        for (int i = 30; i < 35; i++) {
            block.add(transaction(i));
            hold(here, block.get(i), NOW);
        }
        block.subList(0, 30).forEach(transaction -> hold(there, transaction, NOW));
        Effect.Broadcast message = message();
        assertThat(receiver.received(SENDER, sender.compact(message).orElseThrow()))
                .contains(message.message());
    }

    @Test
    void whereThereIsNothingToGainTheMessageGoesWhole() throws MalformedException {
        for (int i = 0; i < 30; i++) {
            block.add(transaction(i));
            hold(here, block.get(i), NOW);
        }
        assertThat(sender.compact(message())).as("all fresh").isEmpty();
        assertThat(sender.compact(new Effect.Broadcast(message().message())))
                .as("no block")
                .isEmpty();
        Bytes message = message().message();
        assertThat(CompactSender.messageIn(CompactSender.whole(message))).isEqualTo(message);
        assertThat(CompactSender.kindOf(CompactSender.whole(message))).isEqualTo(Kind.WHOLE);
    }

    @Test
    void whoHadToAskMakesTheSenderMoreCautious() throws MalformedException {
        for (int i = 0; i < 30; i++) {
            block.add(transaction(i));
            hold(here, block.get(i), NOW - 30);
        }
        byte[] payload = firstCompact();
        receiver.received(SENDER, payload);
        sender.wanted(OTHER, asked.get(0));
        assertThat(sender.compact(message())).as("30 ms are not enough now").isEmpty();
        firstCompact();
    }

    /** Nobody asks, so in time even what is 30 ms old is referred to. */
    private byte[] firstCompact() {
        for (int i = 0; i < 1_000; i++) {
            Optional<byte[]> payload = sender.compact(message());
            if (payload.isPresent()) {
                assertThat(i).isPositive();
                return payload.get();
            }
        }
        throw new AssertionError("never compact");
    }

    @Test
    void aClockThatJumpsCostsBytesOrAQuestionAndNothingElse() throws MalformedException {
        makeBlock(30);
        AtomicLong clock = new AtomicLong(LONG_AGO - 3_600_000);
        CompactSender jumping = new CompactSender(here, hash -> Optional.of(block), clock::get);
        assertThat(jumping.compact(message())).as("all seems fresh").isEmpty();
        clock.set(NOW + 365L * 86_400_000);
        byte[] payload = jumping.compact(message()).orElseThrow();
        assertThat(receiver.received(SENDER, payload)).isEmpty();
        byte[] fill = jumping.wanted(OTHER, asked.get(0)).orElseThrow();
        assertThat(receiver.filled(SENDER, fill)).contains(message().message());
    }

    @Test
    void aSenderThatWasRestartedCountsAnewAndIsUnderstood() throws MalformedException {
        makeBlock(30);
        receiver.received(SENDER, sender.compact(message()).orElseThrow());
        receiver.disconnected(SENDER);
        List<EncodedTransaction> other = new ArrayList<>(block.subList(10, 30));
        block.clear();
        block.addAll(other);
        CompactSender restarted = new CompactSender(here, hash -> Optional.of(block), () -> NOW);
        assertThat(receiver.received(SENDER, restarted.compact(message()).orElseThrow()))
                .isEmpty();
        assertThat(receiver.filled(SENDER, restarted.wanted(OTHER, asked.get(1)).orElseThrow()))
                .contains(message().message());
    }

    @Test
    void oldMessagesAreForgotten() throws MalformedException {
        makeBlock(30);
        byte[] payload = sender.compact(message()).orElseThrow();
        receiver.received(SENDER, payload);
        for (int i = 0; i < CompactSender.KEPT; i++) {
            sender.compact(message());
        }
        assertThat(sender.wanted(OTHER, asked.get(0))).isEmpty();
    }

    @Test
    void aFalseFillIsRefused() throws MalformedException {
        makeBlock(20);
        byte[] payload = sender.compact(message()).orElseThrow();
        receiver.received(SENDER, payload);
        List<Bytes> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add(transaction(1_000 + i).bytes());
        }
        assertThatThrownBy(() -> receiver.filled(SENDER, Wire.encode(new Wire.Fill(1, others))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("another transaction");
        receiver.received(SENDER, payload);
        assertThatThrownBy(() -> receiver.filled(SENDER, Wire.encode(new Wire.Fill(1, others.subList(0, 3)))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("3 transactions came, not the 20");
        receiver.received(SENDER, payload);
        receiver.disconnected(SENDER);
        assertThat(receiver.filled(SENDER, Wire.encode(new Wire.Fill(1, others))))
                .isEmpty();
    }

    /** Else a short message could stand for as much memory as its sender likes. */
    @Test
    void nothingIsReferredToTwice() {
        makeBlock(1);
        hold(there, block.get(0), NOW);
        Wire.Part part = new Wire.Part(block.get(0).leaf(), null);
        byte[] payload = Wire.encode(new Wire.Compact(1, 0, List.of(part, part), Bytes.EMPTY));
        assertThatThrownBy(() -> receiver.received(SENDER, payload))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("twice");
    }

    /** Five bytes for each would become a hundred in memory, and a message has room for millions. */
    @Test
    void moreTransactionsThanABlockMayHaveAreNotEvenRead() {
        int many = Parameters.MAX_BLOCK_TRANSACTIONS + 1;
        List<Wire.Part> parts = Collections.nCopies(many, new Wire.Part(null, Bytes.EMPTY));
        byte[] compact = Wire.encode(new Wire.Compact(1, 0, parts, Bytes.EMPTY));
        assertThatThrownBy(() -> receiver.received(SENDER, compact)).isInstanceOf(MalformedException.class);
        List<Integer> indices = IntStream.range(0, many).boxed().toList();
        byte[] want = Wire.encode(new Wire.Want(1, indices));
        assertThatThrownBy(() -> sender.wanted(SENDER, want)).isInstanceOf(MalformedException.class);
        byte[] fill = Wire.encode(new Wire.Fill(1, Collections.nCopies(many, Bytes.EMPTY)));
        assertThatThrownBy(() -> Wire.decodeFill(fill)).isInstanceOf(MalformedException.class);
    }

    /** A few references may stand for megabytes, and to copy those again and again would keep the thread from all others. */
    @Test
    void noMoreIsPutTogetherOfAPeersMessagesThanItMaySend() throws MalformedException {
        makeBlock(100);
        block.forEach(transaction -> hold(there, transaction, NOW));
        List<Wire.Part> parts = new ArrayList<>();
        block.forEach(transaction -> parts.add(new Wire.Part(transaction.leaf(), null)));
        byte[] payload = Wire.encode(new Wire.Compact(1, 0, parts, Bytes.wrap(new byte[16 << 20])));
        long size = receiver.received(SENDER, payload).orElseThrow().size();
        for (long bytes = 2 * size; bytes <= CompactReceiver.BYTES_AT_ONCE; bytes += size) {
            assertThat(receiver.received(SENDER, payload)).isPresent();
        }
        assertThat(receiver.received(SENDER, payload)).isEmpty();
        assertThat(receiver.received(OTHER, payload)).as("another's").isPresent();
        nanos.addAndGet(1_000_000_000L * size / CompactReceiver.BYTES_A_SECOND + 1);
        assertThat(receiver.received(SENDER, payload)).isPresent();
        assertThat(receiver.received(SENDER, payload)).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void noiseIsRefusedAndDoesNoHarm() throws MalformedException {
        makeBlock(20);
        byte[] compact = sender.compact(message()).orElseThrow();
        receiver.received(SENDER, compact);
        byte[] want = asked.get(0);
        byte[] fill = sender.wanted(OTHER, want).orElseThrow();
        SplittableRandom chance = new SplittableRandom(2);
        for (byte[] sample : List.of(compact, want, fill)) {
            for (int i = 0; i < 2_000; i++) {
                byte[] noise = java.util.Arrays.copyOf(sample, sample.length - chance.nextInt(3));
                noise[1 + chance.nextInt(noise.length - 1)] ^= (byte) (1 << chance.nextInt(8));
                feed(noise);
            }
        }
        assertThatThrownBy(() -> CompactSender.kindOf(new byte[0])).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> CompactSender.kindOf(new byte[] {4})).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> CompactSender.kindOf(new byte[] {-1})).isInstanceOf(MalformedException.class);
    }

    private void feed(byte[] noise) {
        try {
            switch (CompactSender.kindOf(noise)) {
                case COMPACT -> receiver.received(SENDER, noise);
                case WANT -> sender.wanted(OTHER, noise);
                case FILL -> receiver.filled(SENDER, noise);
                case WHOLE -> throw new AssertionError("the kind was left as it was");
            }
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }
}

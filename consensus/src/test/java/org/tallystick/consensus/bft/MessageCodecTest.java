package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.ProposedBlock;

class MessageCodecTest {
    private final Probe probe = new Probe(10, 3);
    private final ProposedBlock block = probe.block(1, probe.ledger.head(), 5, 6);
    private final MessageCodec codec = probe.codec;

    private List<Item> oneOfEach() {
        return List.of(
                probe.proposal(1, 0, block),
                probe.vote(9, Probe.notarize(1, block)),
                probe.vote(0, Subject.nullify(Limits.MAX_VIEW)),
                probe.certificate(Probe.finalize(3, block), 0, 1, 2, 3, 7, 8, 9),
                new Item.BlockRequest(block.hash()),
                new Item.BlockReply(block),
                new Item.CertificateRequest(5, 5 + Limits.MAX_RANGE - 1),
                new Item.VoteQuery(4),
                new Item.VoteReport(4, Optional.empty()),
                new Item.VoteReport(4, Optional.of(probe.vote(4, Subject.nullify(2)))));
    }

    @Test
    void everyItemComesBackAsItWas() throws MalformedException {
        Envelope envelope = new Envelope(true, oneOfEach());
        assertThat(codec.decode(codec.encode(envelope))).isEqualTo(envelope);
    }

    @Test
    void theBodyOfAProposalIsFoundWhereItIsSaidToBe() {
        Item vote = probe.vote(9, Probe.notarize(1, block));
        Envelope first = new Envelope(false, List.of(vote, probe.proposal(1, 0, block), vote));
        Effect.Broadcast broadcast = codec.broadcast(first);
        Effect.BlockPlace place = broadcast.block().orElseThrow();
        assertThat(broadcast.message()).isEqualTo(codec.encode(first));
        assertThat(place.block()).isEqualTo(block.hash());
        assertThat(broadcast.message().slice(place.from(), place.length())).isEqualTo(block.body());
        assertThat(codec.broadcast(new Envelope(true, first.items())).block())
                .as("what is sent again goes whole")
                .isEmpty();
        assertThat(codec.broadcast(new Envelope(false, List.of(vote))).block()).isEmpty();
    }

    @Test
    void whatDecodesEncodesToTheSameBytes() {
        Random random = new Random(5);
        int decoded = 0;
        for (Item item : oneOfEach()) {
            byte[] whole = codec.encode(item).toArray();
            for (int i = 0; i < 4_000; i++) {
                byte[] bytes = whole.clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                Bytes changed = Bytes.wrap(bytes);
                try {
                    assertThat(codec.encode(codec.decode(changed))).isEqualTo(changed);
                    decoded++;
                } catch (MalformedException e) {
                    assertThat(e.getMessage()).isNotBlank().isNotEqualTo("null");
                }
            }
        }
        assertThat(decoded).isPositive();
    }

    @Test
    void aTruncatedOrProlongedMessageIsRefused() {
        for (Item item : oneOfEach()) {
            byte[] whole = codec.encode(item).toArray();
            for (int size = 0; size < whole.length; size++) {
                assertRefused(Bytes.copyOf(whole, 0, size));
            }
            assertRefused(Bytes.copyOf(java.util.Arrays.copyOf(whole, whole.length + 1)));
        }
    }

    @Test
    void aMessageOfAnotherChainOrEpochOrVersionIsRefused() {
        Item item = probe.vote(1, Subject.nullify(1));
        Hash other = Sha256.hash(new byte[] {1});
        assertRefused(new MessageCodec(other, 0, 10).encode(item));
        assertRefused(new MessageCodec(Probe.CHAIN, 1, 10).encode(item));
        byte[] version = codec.encode(item).toArray();
        version[0] = 2;
        assertRefused(Bytes.wrap(version));
        byte[] flags = codec.encode(item).toArray();
        flags[1] = 2;
        assertRefused(Bytes.wrap(flags));
    }

    @Test
    void aValidatorOutOfRangeIsRefused() {
        MessageCodec larger = new MessageCodec(Probe.CHAIN, 0, 11);
        Vote vote = new Vote(
                Subject.nullify(1), 10, probe.vote(1, Subject.nullify(1)).signature());
        assertRefused(larger.encode(vote));
        assertRefused(larger.encode(new Item.VoteQuery(10)));
        // The same number of bytes holds the signers of 10 and of 11 validators; the eleventh bit must be refused.
        assertRefused(larger.encode(new Certificate(Subject.nullify(1), List.of(vote))));
    }

    @Test
    void aNullifyThatNamesABlockAndAVoteThatNamesNoneAreRefused() {
        assertThatThrownBy(() -> new Subject(VoteKind.NULLIFY, 1, 0, block.hash()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Subject.notarize(1, 1, Hash.ZERO)).isInstanceOf(IllegalArgumentException.class);
        byte[] nullify = codec.encode(probe.vote(1, Subject.nullify(1))).toArray();
        nullify[nullify.length - 100] ^= 1; // inside the zero hash
        assertRefused(Bytes.wrap(nullify));
    }

    @Test
    void tooManyItemsOrNoneAreRefused() {
        List<Item> many = new ArrayList<>();
        for (int i = 0; i <= Limits.MAX_ITEMS; i++) {
            many.add(new Item.VoteQuery(1));
        }
        assertThatThrownBy(() -> new Envelope(false, many)).isInstanceOf(IllegalArgumentException.class);
        byte[] none =
                java.util.Arrays.copyOf(codec.encode(new Item.VoteQuery(1)).toArray(), 2 + 32 + 8 + 1);
        none[none.length - 1] = 0;
        assertRefused(Bytes.wrap(none));
    }

    @Test
    void whatIsSignedNamesPurposeChainKindEpochViewHeightAndBlock() {
        byte[] signed = Subject.finalize(5, 4, block.hash()).signedMessage(Probe.CHAIN, 3);
        String expected = Bytes.utf8("tallystick/cons1").toHex()
                + Probe.CHAIN.toHex()
                + "03"
                + "0000000000000003"
                + "0000000000000005"
                + "0000000000000004"
                + block.hash().toHex();
        assertThat(Bytes.wrap(signed).toHex()).isEqualTo(expected);
    }

    private void assertRefused(Bytes message) {
        assertThatThrownBy(() -> codec.decode(message)).isInstanceOf(MalformedException.class);
    }
}

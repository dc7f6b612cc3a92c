package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.testkit.Generators;
import org.tallystick.testkit.MockSigner;

class RangeTest {
    private static final NodeId PEER = new NodeId(MockSigner.numbered(1).publicKey());
    private static final Hash OLD = Hash.fromHex("01".repeat(32));
    private static final Hash NEW = Hash.fromHex("02".repeat(32));

    private final Generators generators = new Generators(1);

    /** Blocks 1 to 20, of which the tenth is the last of its epoch. */
    private List<StoredBlock> blocks(Set<Long> certified) {
        return blocks(certified, Bytes.EMPTY);
    }

    private List<StoredBlock> blocks(Set<Long> certified, Bytes body) {
        List<StoredBlock> blocks = new ArrayList<>();
        Hash parent = Hash.ZERO;
        for (long height = 1; height <= 20; height++) {
            BlockHeader any = generators.header();
            BlockHeader header = new BlockHeader(
                    any.chainId(),
                    height,
                    parent,
                    height,
                    any.proposer(),
                    0,
                    any.transactionRoot(),
                    any.receiptRoot(),
                    any.stateRoot(),
                    any.historyRoot(),
                    height <= 10 ? OLD : NEW,
                    height < 10 ? OLD : NEW,
                    Bytes.EMPTY);
            parent = HeaderCodec.hash(header);
            blocks.add(new StoredBlock(
                    HeaderCodec.encode(header),
                    body,
                    certified.contains(height) ? Bytes.utf8("proof of " + height) : Bytes.EMPTY));
        }
        return blocks;
    }

    private Range range(Set<Long> certified) throws MalformedException {
        return Range.read(PEER, blocks(certified)).orElseThrow();
    }

    @Test
    void itEndsWithTheLastCertificate() throws MalformedException {
        Range range = range(Set.of(3L, 17L));
        assertThat(range.first()).isEqualTo(1);
        assertThat(range.last()).isEqualTo(17);
        assertThat(Range.read(PEER, blocks(Set.of()))).isEmpty();
    }

    @Test
    void eachEpochIsJudgedByItself() throws MalformedException {
        Range range = range(Set.of(4L, 10L, 18L));
        Range.Part first = range.part(0, OLD, SyncLimits.DEFAULT.bytesAPart()).orElseThrow();
        assertThat(first.blocks()).hasSize(10);
        assertThat(first.certificate()).isEqualTo(Bytes.utf8("proof of 10"));
        Range.Part second = range.part(10, NEW, SyncLimits.DEFAULT.bytesAPart()).orElseThrow();
        assertThat(second.blocks().get(0).header().height()).isEqualTo(11);
        assertThat(second.last().header().height()).isEqualTo(18);
        assertThat(range.part(10, OLD, SyncLimits.DEFAULT.bytesAPart()))
                .as("of an epoch that is over")
                .isEmpty();
        assertThat(range.part(0, NEW, SyncLimits.DEFAULT.bytesAPart()))
                .as("of an epoch that has not begun")
                .isEmpty();
    }

    @Test
    void whatIsFinalAlreadyIsLeftOut() throws MalformedException {
        Range.Part part =
                range(Set.of(8L)).part(5, OLD, SyncLimits.DEFAULT.bytesAPart()).orElseThrow();
        assertThat(part.blocks()).hasSize(3);
    }

    @Test
    void withoutProofOfWhereTheEpochEndsItIsJudgedAsFarAsItGoes() throws MalformedException {
        Range.Part part = range(Set.of(4L, 18L))
                .part(0, OLD, SyncLimits.DEFAULT.bytesAPart())
                .orElseThrow();
        assertThat(part.last().header().height()).isEqualTo(4);
        assertThat(range(Set.of(18L)).part(0, OLD, SyncLimits.DEFAULT.bytesAPart()))
                .isEmpty();
    }

    @Test
    void partEndsWithTheNextCertificateOnceItIsLarge() throws MalformedException {
        Bytes body = Bytes.wrap(new byte[(int) SyncLimits.DEFAULT.bytesAPart() / 3 + 1]);
        Range range = Range.read(PEER, blocks(Set.of(2L, 4L, 5L, 10L), body)).orElseThrow();
        assertThat(range.part(0, OLD, SyncLimits.DEFAULT.bytesAPart())
                        .orElseThrow()
                        .last()
                        .header()
                        .height())
                .isEqualTo(2);
        assertThat(range.part(2, OLD, SyncLimits.DEFAULT.bytesAPart())
                        .orElseThrow()
                        .last()
                        .header()
                        .height())
                .isEqualTo(5);
        assertThat(range.part(5, OLD, SyncLimits.DEFAULT.bytesAPart())
                        .orElseThrow()
                        .last()
                        .header()
                        .height())
                .as("there is none before")
                .isEqualTo(10);
    }

    @Test
    void blocksThatAreNotLinkedAreRefused() {
        List<StoredBlock> blocks = blocks(Set.of(20L));
        blocks.remove(4);
        assertThatThrownBy(() -> Range.read(PEER, blocks)).isInstanceOf(MalformedException.class);
    }
}

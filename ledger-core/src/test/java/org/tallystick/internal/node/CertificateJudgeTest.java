package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.EncodedReceipts;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.internal.chain.BlockRecords;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.LedgerConfig;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.testkit.Generators;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.node.SequencerEngine;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

/** A chain of three epochs, each of one block. */
class CertificateJudgeTest {
    private static final Genesis GENESIS = ChainWorkload.genesis();
    private static final Bytes CERTIFICATE = Bytes.utf8("because I say so");

    private final InMemoryStorage medium = new InMemoryStorage();
    private final Generators generators = new Generators(1);

    @Test
    void damagedConfigurationOfAnEpochSaysNothingOfItsCertificates() {
        try (LedgerStore store = medium.open(GenesisCodec.chainId(GENESIS), 1)) {
            FinalChain chain = FinalChain.open(store, GENESIS);
            for (long epoch = 1; epoch <= 3; epoch++) {
                chain.extend(lastOfEpoch(chain.head(), epoch), CERTIFICATE);
            }
            medium.makeUnreadable(
                    Column.META,
                    new CanonicalWriter(16).raw(Bytes.utf8("config")).u64(1).toArray());
            CertificateJudge judge =
                    new CertificateJudge(GENESIS, chain, new SequencerEngine()::finalityVerifier, new MockVerifier());
            for (long height = 3; height >= 0; height--) {
                BlockRecords.Examined block = chain.records(judge)
                        .examine(height, Optional.of(chain.head().hashAt(height)), true, Optional.empty());
                assertThat(block.wrong()).as("block %d", height).isEmpty();
            }
        }
    }

    private BlockState lastOfEpoch(BlockState parent, long epoch) {
        LedgerConfig next = new LedgerConfig(
                generators.validators(epoch, 4), parent.outlook().config().parameters());
        BlockHeader before = parent.header();
        BlockState.Executed executed = new BlockState.Executed(
                EncodedReceipts.NONE,
                Map.of(),
                parent.tree(),
                new Outlook(next, parent.outlook().boundary()));
        BlockHeader header = new BlockHeader(
                before.chainId(),
                parent.height() + 1,
                parent.hash(),
                before.timestamp() + 1,
                before.proposer(),
                0,
                BlockCodec.transactionRoot(List.of()),
                executed.receipts().root(),
                executed.tree().root(),
                parent.history().root(),
                before.nextConfigHash(),
                ConfigCodec.hash(next),
                Bytes.EMPTY);
        Bytes body = BlockCodec.encodeBody(List.of());
        return new BlockState(parent, header, HeaderCodec.hash(header), body, List.of(), executed);
    }
}

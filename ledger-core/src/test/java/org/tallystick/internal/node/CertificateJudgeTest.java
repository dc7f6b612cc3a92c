package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.chain.BlockRecords;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.LedgerConfig;
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
                LedgerConfig next = new LedgerConfig(
                        generators.validators(epoch, 4),
                        chain.head().outlook().config().parameters());
                chain.extend(ChainWorkload.lastOfEpoch(chain.head(), next), CERTIFICATE);
            }
            for (String kept : new String[] {"config", "epoch"}) {
                byte[] key =
                        new CanonicalWriter(16).raw(Bytes.utf8(kept)).u64(1).toArray();
                assertThat(store.get(Column.META, key)).isNotNull();
                medium.makeUnreadable(Column.META, key);
            }
            CertificateJudge judge =
                    new CertificateJudge(GENESIS, chain, new SequencerEngine()::finalityVerifier, new MockVerifier());
            for (long height = 3; height >= 0; height--) {
                BlockRecords.Examined block = chain.records(judge)
                        .examine(height, Optional.of(chain.head().hashAt(height)), true, Optional.empty());
                assertThat(block.certificateLeft()).as("block %d", height).isFalse();
                assertThat(block.wrong())
                        .as("block %d", height)
                        .isEqualTo(height == 1 ? List.of("the configuration of the next epoch") : List.of());
            }
        }
    }
}

package org.tallystick.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.StoreVerifier;
import org.tallystick.model.Genesis;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.testkit.store.ChainWorkload;

/**
 * A process that extends a chain with its state is killed at random moments; each time the whole store must verify, and
 * nothing that was acknowledged be missing. More rounds with {@code -Dtallystick.kills=200}.
 */
class KilledChainTest {
    private static final int ROUNDS = Integer.getInteger("tallystick.kills", 3);

    @TempDir
    Path directory;

    @Test
    void a_killed_process_leaves_a_chain_and_a_state_that_fit() throws Exception {
        Genesis genesis = ChainWorkload.genesis();
        Random random = new Random(31);
        for (int round = 0; round < ROUNDS; round++) {
            long acknowledged = runAndKill(1 + random.nextInt(120));
            try (LedgerStore store = RocksDbStorage.at(directory).open(GenesisCodec.chainId(genesis), 1)) {
                FinalChain chain = FinalChain.open(store, genesis);
                assertThat(chain.head().height()).isBetween(acknowledged, acknowledged + 2);
                assertThat(StoreVerifier.full(store, genesis).findings()).isEmpty();
            }
        }
    }

    private long runAndKill(int linesBefore) throws Exception {
        Process process = ChildProcess.start(KilledChain.class, directory);
        long acknowledged = -1;
        try (BufferedReader output = process.inputReader(UTF_8)) {
            int lines = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                acknowledged = Long.parseLong(line);
                lines++;
                if (lines == linesBefore) {
                    ChildProcess.kill(process);
                }
            }
            assertThat(lines).isGreaterThanOrEqualTo(linesBefore);
        } finally {
            ChildProcess.kill(process);
        }
        return acknowledged;
    }
}

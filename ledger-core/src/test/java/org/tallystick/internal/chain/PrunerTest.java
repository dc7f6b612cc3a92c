package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Retention;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.model.Genesis;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

/** Old blocks are removed from a store in which some of them are damaged. */
class PrunerTest {
    private static final Genesis GENESIS = ChainWorkload.genesis();

    private final InMemoryStorage medium = new InMemoryStorage();
    private final LedgerStore store = medium.open(GenesisCodec.chainId(GENESIS), 1);

    @AfterEach
    void close() {
        store.close();
    }

    private static void grow(FinalChain chain, long height) {
        while (chain.head().height() < height) {
            ChainWorkload.step(chain);
        }
    }

    @Test
    void ageOfABlockWithADamagedHeaderIsToldFromTheNextOne() {
        FinalChain chain = FinalChain.open(store, GENESIS, Retention.ofAge(Duration.ofMillis(300)));
        grow(chain, 10);
        medium.makeUnreadable(Column.HEADERS, Columns.height(5));
        medium.damage(Column.HEADERS, Columns.height(6), unused -> new byte[3]);
        grow(chain, 306); // every block is a millisecond after the one before
        assertThat(chain.keptFrom()).isLessThanOrEqualTo(chain.head().height() - 300);
        grow(chain, 330);
        assertThat(chain.keptFrom()).isEqualTo(chain.head().height() - 300);
    }
}

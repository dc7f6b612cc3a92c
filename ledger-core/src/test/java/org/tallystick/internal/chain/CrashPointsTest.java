package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;
import org.tallystick.testkit.store.StorageFaults;

/**
 * Every commit of a workload of two hundred blocks is made to fail once with the batch lost and once with it kept, and
 * the machine to stop before and after it; each time the store must verify in full and go on to the same chain.
 */
class CrashPointsTest {
    private static final int BLOCKS = 200;
    private static final Genesis GENESIS = ChainWorkload.genesis();
    private static final Hash CHAIN = GenesisCodec.chainId(GENESIS);

    /** The state of the medium before each commit, and the chain's hashes by height. */
    private final List<InMemoryStorage> before = new ArrayList<>();

    private final List<Hash> hashes = new ArrayList<>();

    private void runOnce() {
        InMemoryStorage medium = new InMemoryStorage();
        before.add(medium.copy());
        LedgerStore store = medium.open(CHAIN, 1);
        FinalChain chain = FinalChain.open(store, GENESIS);
        hashes.add(chain.head().hash());
        while (chain.head().height() < BLOCKS) {
            before.add(medium.copy());
            ChainWorkload.step(chain);
            for (long height = hashes.size(); height <= chain.head().height(); height++) {
                hashes.add(new ChainReader(store)
                        .header(height)
                        .map(HeaderCodec::hash)
                        .orElseThrow());
            }
        }
        before.add(medium.copy());
        store.close();
    }

    private FinalChain requireSound(LedgerStore store) {
        FinalChain chain = FinalChain.open(store, GENESIS);
        StoreReport report = StoreVerifier.full(store, GENESIS);
        assertThat(report.findings()).isEmpty();
        assertThat(chain.head().hash()).isEqualTo(hashes.get((int) chain.head().height()));
        return chain;
    }

    @Test
    void everyCommitMayFailOrBeTheLastBeforeACrash() {
        runOnce();
        for (int point = 0; point < before.size() - 1; point++) {
            for (StorageFaults.Commit fate : StorageFaults.Commit.values()) {
                crashAt(before.get(point).copy(), fate);
            }
        }
    }

    private void crashAt(InMemoryStorage medium, StorageFaults.Commit fate) {
        long height = -1;
        LedgerStore store = medium.open(CHAIN, 1);
        boolean begun = store.get(Column.META, Columns.HEAD) != null;
        FinalChain chain = begun ? FinalChain.open(store, GENESIS) : null;
        medium.faults(new StorageFaults() {
            @Override
            public Commit onCommit(WriteBatch batch) {
                return fate;
            }
        });
        if (chain != null) {
            height = chain.head().height();
        }
        if (fate == StorageFaults.Commit.APPLIED) {
            go(chain, store);
        } else {
            assertThatThrownBy(() -> go(chain, store)).isInstanceOf(StorageException.class);
            if (chain != null) {
                assertThat(chain.head().height()).isEqualTo(height); // nothing is visible that may not be durable
            }
        }
        medium.crash();
        medium.faults(StorageFaults.NONE);
        try (LedgerStore again = medium.open(CHAIN, 1)) {
            FinalChain survivor = requireSound(again);
            if (fate == StorageFaults.Commit.FAILS_LOST && chain != null) {
                assertThat(survivor.head().height()).isEqualTo(height);
            } else if (chain != null) {
                assertThat(survivor.head().height()).isGreaterThan(height);
            }
            if (survivor.head().height() < BLOCKS) {
                ChainWorkload.step(survivor);
                assertThat(StoreVerifier.quick(again, GENESIS).clean()).isTrue();
                assertThat(survivor.head().hash())
                        .isEqualTo(hashes.get((int) survivor.head().height()));
            }
        }
    }

    private static void go(FinalChain chain, LedgerStore store) {
        if (chain == null) {
            FinalChain.open(store, GENESIS);
        } else {
            ChainWorkload.step(chain);
        }
    }
}

package org.tallystick.storage.rocksdb;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.spi.storage.Storage;
import org.tallystick.testkit.store.AbstractStorageContractTest;
import org.tallystick.testkit.store.AbstractVoteJournalContractTest;

class RocksDbStorageTest {
    @TempDir
    Path directory;

    @Nested
    class StoreContract extends AbstractStorageContractTest {
        @Override
        protected Storage newStorage() {
            return RocksDbStorage.at(directory.resolve("a").resolve("ledger"));
        }
    }

    @Nested
    class JournalContract extends AbstractVoteJournalContractTest {
        @Override
        protected Storage newStorage() {
            return RocksDbStorage.at(directory.resolve("ledger"));
        }
    }
}

package org.tallystick.storage.rocksdb;

import java.nio.file.Path;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;

/** A database that was set aside, opened to be read. One call at a time goes into native code; closing waits for it. */
final class SetAside implements LedgerStore.Snapshot {
    private final Path directory;
    private final Database database;
    private boolean closed; // guarded by this

    SetAside(Path directory, Database database) {
        this.directory = directory;
        this.database = database;
    }

    @Override
    public synchronized byte[] get(Column column, byte[] key) {
        requireOpen();
        ColumnFamilyHandle family = database.column(column);
        try {
            return family == null ? null : database.rocks().get(family, key);
        } catch (RocksDBException e) {
            throw Failures.of("cannot read", directory, e);
        }
    }

    @Override
    public synchronized void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
        requireOpen();
        ColumnFamilyHandle family = database.column(column);
        if (family == null) {
            return;
        }
        try (RocksIterator iterator = database.rocks().newIterator(family)) {
            for (iterator.seek(from); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (to != null && java.util.Arrays.compareUnsigned(key, to) >= 0) {
                    return;
                }
                if (!visitor.visit(key, iterator.value())) {
                    return;
                }
                requireOpen(); // the visitor may have closed it
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw Failures.of("cannot scan", directory, e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw Failures.closed("what was set aside in " + directory);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            database.close();
        }
    }
}

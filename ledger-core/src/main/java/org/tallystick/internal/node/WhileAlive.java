package org.tallystick.internal.node;

import java.util.List;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/** A view of the store for one who reads all of it, and is to end soon when the node does: then it throws CLOSED. */
final class WhileAlive implements StoreReader {
    private final StoreReader reader;
    private final LifeCycle lifeCycle;

    WhileAlive(StoreReader reader, LifeCycle lifeCycle) {
        this.reader = reader;
        this.lifeCycle = lifeCycle;
    }

    @Override
    public byte[] get(Column column, byte[] key) {
        requireAlive();
        return reader.get(column, key);
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
        reader.scan(column, from, to, (key, value) -> {
            requireAlive();
            return visitor.visit(key, value);
        });
    }

    @Override
    public void scanAll(Column column, List<Range> ranges, RangeVisitor visitor) {
        requireAlive();
        reader.scanAll(column, ranges, visitor);
    }

    private void requireAlive() {
        if (!lifeCycle.isAlive()) {
            throw new StorageException(StorageException.Kind.CLOSED, "the node does not run any more");
        }
    }
}

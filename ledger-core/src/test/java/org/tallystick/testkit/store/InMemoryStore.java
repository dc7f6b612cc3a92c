package org.tallystick.testkit.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/** A store opened on an {@link InMemoryStorage}. Guarded by the lock of that medium. */
final class InMemoryStore implements LedgerStore {
    private final InMemoryStorage medium;
    private final InMemoryJournal journal;
    private final List<View> views = new ArrayList<>(); // ascending by version
    private WriteBatch keptOfFailed;
    private boolean failed;
    private boolean closed;

    InMemoryStore(InMemoryStorage medium) {
        this.medium = medium;
        this.journal = new InMemoryJournal(medium);
    }

    @Override
    public void commit(WriteBatch batch) {
        synchronized (medium) {
            requireOpen();
            if (failed) {
                throw new StorageException(
                        StorageException.Kind.IO, "an earlier commit failed: close the store and open it again");
            }
            if (batch.changes().isEmpty()) {
                return;
            }
            StorageFaults.Commit fate = medium.faults().onCommit(batch);
            if (fate != StorageFaults.Commit.APPLIED) {
                failed = true;
                keptOfFailed = fate == StorageFaults.Commit.FAILS_KEPT ? copyOf(batch) : null;
                throw new StorageException(StorageException.Kind.IO, "the test made this commit fail");
            }
            medium.apply(batch, newestView());
        }
    }

    @Override
    public byte[] get(Column column, byte[] key) {
        synchronized (medium) {
            requireOpen();
            return read(column, key, VersionedColumn.LATEST);
        }
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
        try (View view = view("store")) {
            view.scan(column, from, to, visitor);
        }
    }

    @Override
    public Snapshot snapshot() {
        return view("snapshot");
    }

    @Override
    public VoteJournal journal() {
        synchronized (medium) {
            requireOpen();
            return journal;
        }
    }

    @Override
    public long sizeInBytes() {
        synchronized (medium) {
            requireOpen();
            return medium.sizeInBytes();
        }
    }

    @Override
    public void close() {
        synchronized (medium) {
            if (closed) {
                return;
            }
            closed = true;
            journal.close();
            views.clear();
            medium.forgetHistory();
            if (keptOfFailed != null) {
                medium.apply(keptOfFailed, -1);
            }
            medium.released();
        }
    }

    private View view(String what) {
        synchronized (medium) {
            requireOpen();
            View view = new View(medium.version(), what);
            views.add(view);
            return view;
        }
    }

    private byte[] read(Column column, byte[] key, long at) {
        medium.requireReadable(column, key);
        byte[] value = medium.column(column).get(Objects.requireNonNull(key, "key"), at);
        return value == null ? null : value.clone();
    }

    private long newestView() {
        return views.isEmpty() ? -1 : views.get(views.size() - 1).at;
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the store has been closed");
        }
    }

    private static WriteBatch copyOf(WriteBatch batch) {
        WriteBatch copy = new WriteBatch();
        for (WriteBatch.Change change : batch.changes()) {
            if (change.value() == null) {
                copy.delete(change.column(), change.key().clone());
            } else {
                copy.put(change.column(), change.key().clone(), change.value().clone());
            }
        }
        return copy;
    }

    /** What the store held at a version. */
    private final class View implements Snapshot {
        private final long at;
        private final String what;
        private boolean released;

        View(long at, String what) {
            this.at = at;
            this.what = what;
        }

        @Override
        public byte[] get(Column column, byte[] key) {
            synchronized (medium) {
                requireUsable();
                return read(column, key, at);
            }
        }

        @Override
        public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
            Map.Entry<byte[], byte[]> entry = step(column, from, true);
            while (entry != null && (to == null || Arrays.compareUnsigned(entry.getKey(), to) < 0)) {
                if (!visitor.visit(entry.getKey().clone(), entry.getValue().clone())) {
                    return;
                }
                entry = step(column, entry.getKey(), false);
            }
        }

        private Map.Entry<byte[], byte[]> step(Column column, byte[] from, boolean inclusive) {
            synchronized (medium) {
                requireUsable();
                Map.Entry<byte[], byte[]> found = medium.column(column).next(from, inclusive, at);
                if (found != null) {
                    medium.requireReadable(column, found.getKey());
                }
                return found;
            }
        }

        @Override
        public void close() {
            synchronized (medium) {
                if (released) {
                    return;
                }
                released = true;
                if (views.remove(this) && views.isEmpty()) {
                    medium.forgetHistory();
                }
            }
        }

        private void requireUsable() {
            requireOpen();
            if (released) {
                throw new StorageException(StorageException.Kind.CLOSED, "the " + what + " has been closed");
            }
        }
    }
}

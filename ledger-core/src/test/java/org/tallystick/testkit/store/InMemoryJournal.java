package org.tallystick.testkit.store;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;

/** The journal on an {@link InMemoryStorage}. Guarded by the lock of that medium. */
final class InMemoryJournal implements VoteJournal {
    private final InMemoryStorage medium;
    private boolean failed;
    private boolean closed;

    InMemoryJournal(InMemoryStorage medium) {
        this.medium = medium;
    }

    @Override
    public List<Entry> replay() {
        synchronized (medium) {
            List<Entry> copies = new ArrayList<>();
            for (Entry entry : usableRecords()) {
                copies.add(new Entry(entry.position(), entry.data().clone()));
            }
            return copies;
        }
    }

    @Override
    public void append(List<Entry> entries) {
        synchronized (medium) {
            usableRecords();
            if (entries.isEmpty()) {
                return;
            }
            if (medium.faults().onAppend(entries) instanceof StorageFaults.Append.Fails fails) {
                failed = true;
                medium.appendRecords(entries.subList(0, Math.min(fails.kept(), entries.size())));
                throw new StorageException(StorageException.Kind.IO, "the test made this append fail");
            }
            medium.appendRecords(entries);
        }
    }

    @Override
    public void discardBelow(long position) {
        synchronized (medium) {
            List<Entry> records = usableRecords();
            int count = 0;
            while (count < records.size() - 1 && records.get(count).position() < position) {
                count++;
            }
            records.subList(0, count).clear();
        }
    }

    void close() {
        closed = true;
    }

    private List<Entry> usableRecords() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the journal has been closed");
        }
        if (failed) {
            throw new StorageException(
                    StorageException.Kind.IO, "an earlier append failed: close the store and open it again");
        }
        try {
            return medium.records();
        } catch (StorageException damaged) {
            failed = true;
            throw damaged;
        }
    }
}

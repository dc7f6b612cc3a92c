package org.tallystick.testkit.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/**
 * A medium in memory that behaves as a disk does: it outlives the stores opened on it, one at a time, and can be
 * crashed, damaged, copied and rolled back by a test. Deterministic, without threads or clocks, and cheap enough for a
 * simulator to make thousands of. Safe for use by several threads.
 */
public final class InMemoryStorage implements Storage {
    private final Map<Column, VersionedColumn> columns = new EnumMap<>(Column.class);
    private final List<VoteJournal.Entry> records = new ArrayList<>();
    private final Map<Column, Set<Bytes>> unreadable = new EnumMap<>(Column.class);
    private StorageFaults faults;
    private Hash chainId;
    private int schemaVersion;
    private long version;
    private InMemoryStore open;
    private int recordsSinceOpen;
    private boolean journalDamaged;
    private boolean isSetAside;
    private InMemoryStorage aside;

    /** An empty medium on which nothing goes wrong. */
    public InMemoryStorage() {
        this(StorageFaults.NONE);
    }

    /** An empty medium with faults. */
    public InMemoryStorage(StorageFaults faults) {
        this.faults = Objects.requireNonNull(faults, "faults");
    }

    @Override
    public synchronized LedgerStore open(Hash expectedChain, int expectedSchema) {
        Objects.requireNonNull(expectedChain, "chainId");
        if (open != null) {
            throw new StorageException(
                    StorageException.Kind.LOCKED, "this in-memory ledger is already open: close the other store first");
        }
        if (chainId != null && !chainId.equals(expectedChain)) {
            throw new StorageException(
                    StorageException.Kind.WRONG_CHAIN,
                    "this in-memory ledger holds chain " + chainId + ", not " + expectedChain);
        }
        if (chainId != null && schemaVersion != expectedSchema) {
            throw new StorageException(
                    StorageException.Kind.WRONG_SCHEMA,
                    "this in-memory ledger was written with schema " + schemaVersion + ", and this program writes "
                            + expectedSchema);
        }
        chainId = expectedChain;
        schemaVersion = expectedSchema;
        recordsSinceOpen = 0;
        open = new InMemoryStore(this);
        return open;
    }

    @Override
    public synchronized void probe() {
        if (faults.onProbe()) {
            throw new StorageException(StorageException.Kind.IO, "the test lets this medium take no writes");
        }
    }

    @Override
    public synchronized Optional<String> setAside(Hash chain) {
        requireClosed();
        if (isSetAside || journalDamaged) {
            return Optional.empty();
        }
        isSetAside = true;
        aside = copy();
        unreadable.forEach((column, keys) -> aside.unreadable.put(column, new HashSet<>(keys)));
        columns.clear();
        unreadable.clear();
        return Optional.of("memory");
    }

    @Override
    public synchronized Optional<LedgerStore.Snapshot> readSetAside(Hash chain, int schema) {
        return aside == null ? Optional.empty() : Optional.of(new InMemoryStore(aside).snapshot());
    }

    /** From now on goes wrong as told. */
    public synchronized void faults(StorageFaults replacement) {
        faults = Objects.requireNonNull(replacement, "faults");
    }

    /**
     * The process dies: the open store, if any, is as if closed, and the medium holds what was durable. What a commit
     * or an append has returned from is durable, unless the faults say that the disk lied.
     */
    public synchronized void crash() {
        if (open == null) {
            return;
        }
        int lost = Math.min(faults.journalRecordsLostInCrash(recordsSinceOpen), recordsSinceOpen);
        open.close();
        forgetNewestRecords(Math.min(lost, records.size()));
    }

    /**
     * Changes a record behind the back of whoever has the store open, as a medium does that rots.
     *
     * @param change given what is there, says what is there from now on; null for nothing
     */
    public synchronized void damage(Column column, byte[] key, UnaryOperator<byte[]> change) {
        byte[] value = column(column).get(key, VersionedColumn.LATEST);
        byte[] damaged = change.apply(value == null ? null : value.clone());
        column(column).set(key.clone(), damaged, version, -1);
    }

    /** Makes a record unreadable until it is written again: reading it, or over it, finds damage. */
    public synchronized void makeUnreadable(Column column, byte[] key) {
        unreadable.computeIfAbsent(column, unused -> new HashSet<>()).add(Bytes.copyOf(key));
    }

    /** The keys of a column. */
    public synchronized List<byte[]> keys(Column column) {
        List<byte[]> keys = new ArrayList<>();
        Map.Entry<byte[], byte[]> entry = column(column).next(new byte[0], true, VersionedColumn.LATEST);
        while (entry != null) {
            keys.add(entry.getKey().clone());
            entry = column(column).next(entry.getKey(), false, VersionedColumn.LATEST);
        }
        return keys;
    }

    /** Whether a store is open on this medium. */
    public synchronized boolean isOpen() {
        return open != null;
    }

    /** Takes the newest journal records away, as restoring an old copy of the journal would. Only while closed. */
    public synchronized void rollBackJournal(int count) {
        requireClosed();
        forgetNewestRecords(Math.min(count, records.size()));
    }

    /** Takes the whole journal away. Only while closed. */
    public synchronized void loseJournal() {
        requireClosed();
        records.clear();
        journalDamaged = false;
    }

    /** Makes the journal unreadable: a replay throws CORRUPT until the journal is lost. Only while closed. */
    public synchronized void damageJournal() {
        requireClosed();
        journalDamaged = true;
    }

    /** Makes the medium as new. Only while closed. */
    public synchronized void wipe() {
        requireClosed();
        columns.clear();
        unreadable.clear();
        records.clear();
        chainId = null;
        journalDamaged = false;
    }

    /** A closed medium with the same durable contents and no faults: a backup, to be put in place of this one. */
    public synchronized InMemoryStorage copy() {
        InMemoryStorage copy = new InMemoryStorage();
        columns.forEach((column, cells) -> copy.columns.put(column, cells.copy()));
        copy.records.addAll(records);
        copy.chainId = chainId;
        copy.schemaVersion = schemaVersion;
        copy.journalDamaged = journalDamaged;
        return copy;
    }

    // What follows is for the open store, its snapshots and its journal, which hold the lock of this object.

    StorageFaults faults() {
        return faults;
    }

    VersionedColumn column(Column column) {
        return columns.computeIfAbsent(column, unused -> new VersionedColumn());
    }

    /** Counts the batches that were ever applied. */
    long version() {
        return version;
    }

    void requireReadable(Column column, byte[] key) {
        Set<Bytes> damaged = unreadable.get(column);
        if (damaged != null && damaged.contains(Bytes.copyOf(key))) {
            throw new StorageException(StorageException.Kind.CORRUPT, "the test made a record of " + column + " rot");
        }
    }

    void apply(WriteBatch batch, long newestSnapshot) {
        version++;
        for (WriteBatch.Change change : batch.changes()) {
            readableAgain(change);
            byte[] value = change.value() == null ? null : change.value().clone();
            column(change.column()).set(change.key().clone(), value, version, newestSnapshot);
        }
    }

    private void readableAgain(WriteBatch.Change change) {
        Set<Bytes> damaged = unreadable.get(change.column());
        if (damaged != null) {
            damaged.remove(Bytes.copyOf(change.key()));
        }
    }

    void forgetHistory() {
        columns.values().forEach(VersionedColumn::forgetHistory);
    }

    long sizeInBytes() {
        long sum = 0;
        for (VersionedColumn column : columns.values()) {
            sum += column.sizeInBytes();
        }
        for (VoteJournal.Entry entry : records) {
            sum += Long.BYTES + entry.data().length;
        }
        return sum;
    }

    void appendRecords(List<VoteJournal.Entry> entries) {
        records.addAll(entries);
        recordsSinceOpen += entries.size();
    }

    List<VoteJournal.Entry> records() {
        if (journalDamaged) {
            throw new StorageException(StorageException.Kind.CORRUPT, "the journal was damaged by the test");
        }
        return records;
    }

    void released() {
        open = null;
    }

    private void forgetNewestRecords(int count) {
        records.subList(records.size() - count, records.size()).clear();
    }

    private void requireClosed() {
        if (open != null) {
            throw new IllegalStateException("close or crash the store first");
        }
    }
}

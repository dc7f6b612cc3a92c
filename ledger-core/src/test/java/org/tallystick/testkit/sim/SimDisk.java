package org.tallystick.testkit.sim;

import java.util.List;
import java.util.SplittableRandom;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.store.InMemoryStorage;

/**
 * One machine's disk. It outlives the node that uses it: what was reported durable is there after a crash, what was
 * being written is there whole, in part (journal) or not at all. Writing takes simulated time; the disk can be slow,
 * fail, or take the node down in the middle of a write.
 */
public final class SimDisk implements Storage {
    /** What the checks want to know of a disk. */
    interface Observer {
        /** A batch is durable. */
        void committed(int node, long now, WriteBatch batch);

        /** Records are durable. */
        void journalled(int node, List<VoteJournal.Entry> entries);
    }

    /** Which writes an armed crash waits for. */
    public enum Target {
        /** Appends to the vote journal. */
        JOURNAL,
        /** Batches. */
        COMMIT
    }

    private static final long WRITE = 250_000;

    private final int node;
    private final SimScheduler scheduler;
    private final SimTrace trace;
    private final SplittableRandom chance;
    private final Observer observer;
    private InMemoryStorage medium = new InMemoryStorage();
    private InMemoryStorage backup;
    private SimRuntime runtime;
    private int slowness = 1;
    private boolean failing;
    private boolean failed;
    private boolean damaged;
    private boolean tearing;
    private long room = Long.MAX_VALUE;
    private Target crashOn;
    private int crashAfter;
    private Runnable crash;

    SimDisk(int node, SimScheduler scheduler, SimTrace trace, long seed, Observer observer) {
        this.node = node;
        this.scheduler = scheduler;
        this.trace = trace;
        this.chance = new SplittableRandom(seed);
        this.observer = observer;
    }

    /** Says which life of the node uses the disk from now on, and gets hold of the medium for it. */
    void attach(SimRuntime life) {
        runtime = life;
        failed = false;
    }

    /** Lets go of the medium, as the operating system does for a dead process. */
    void release() {
        runtime = null;
        crashOn = null;
        medium.crash();
    }

    /** Replaces the disk by an empty one. The node must be down. */
    public void wipe() {
        release();
        medium.wipe();
    }

    /** Takes an armed crash back. */
    public void disarm() {
        crashOn = null;
    }

    /** Keeps what is on the disk now. */
    void backUp() {
        backup = medium.copy();
    }

    /** Puts back what was there at the last backup. The node must be down. */
    void restore() {
        release();
        medium = backup.copy();
    }

    /** Makes every write this many times slower than usual. */
    public void setSlowness(int factor) {
        slowness = factor;
    }

    /** Lets every write fail, or stops that; a node that has met a failing write may stop for good. */
    public void setFailing(boolean fails) {
        failing = fails;
    }

    /** Lets so many more writes succeed, and none after them until there is room again. */
    public void setRoom(long writes) {
        room = writes;
    }

    /** Lets the next write to the journal reach the medium in part only; it and all later writes are reported as failed. */
    public void setTearing(boolean tears) {
        tearing = tears;
    }

    /** Whether whoever reads finds that what is stored has been damaged. */
    public void setDamaged(boolean isDamaged) {
        damaged = isDamaged;
    }

    /** Takes all faults away; what is lost stays lost. */
    void heal() {
        slowness = 1;
        failing = false;
        damaged = false;
        tearing = false;
        room = Long.MAX_VALUE;
        crashOn = null;
    }

    /** Takes the newest records of the journal away. The node must be down. */
    void forget(int records) {
        release();
        medium.rollBackJournal(records);
    }

    /** Whether a read or a write has failed in this life of the node. */
    boolean hasFailed() {
        return failed;
    }

    /** Lets a coming write of a kind take the node down, before it is durable, after it is, or in between. */
    void crashDuring(Target target, int writesToSkip, Runnable whatToDo) {
        crashOn = target;
        crashAfter = writesToSkip;
        crash = whatToDo;
    }

    @Override
    public LedgerStore open(Hash chainId, int schemaVersion) {
        SimRuntime life = runtime;
        requireSound(life);
        return new Handle(life, medium.open(chainId, schemaVersion));
    }

    @Override
    public void probe() {
        if (failing || room <= 0) {
            throw new StorageException(StorageException.Kind.IO, "the simulated disk fails");
        }
    }

    private static void requireAlive(SimRuntime life) {
        if (life == null || !life.isAlive()) {
            throw new StorageException(StorageException.Kind.CLOSED, "the simulated machine is down");
        }
    }

    private void requireSound(SimRuntime life) {
        requireAlive(life);
        if (damaged) {
            failed = true;
            throw new StorageException(StorageException.Kind.CORRUPT, "a checksum on the simulated disk is wrong");
        }
    }

    private void beforeWrite(SimRuntime life) {
        requireAlive(life);
        if (failing || room-- <= 0) {
            failed = true;
            throw new StorageException(StorageException.Kind.IO, "the simulated disk fails");
        }
        life.spend(slowness * (WRITE / 4 + chance.nextLong(WRITE)));
    }

    private boolean crashesNow(Target target) {
        return crashOn == target && crashAfter-- == 0;
    }

    private StorageException goDown() {
        crashOn = null;
        crash.run();
        return new StorageException(StorageException.Kind.CLOSED, "the simulated machine went down during a write");
    }

    /** The store as one life of the node holds it. */
    private final class Handle implements LedgerStore {
        private final SimRuntime life;
        private final LedgerStore store;
        private final VoteJournal journal;

        Handle(SimRuntime life, LedgerStore store) {
            this.life = life;
            this.store = store;
            this.journal = new Journal(life, store.journal());
        }

        @Override
        public byte[] get(Column column, byte[] key) {
            requireSound(life);
            return store.get(column, key);
        }

        @Override
        public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
            requireSound(life);
            store.scan(column, from, to, visitor);
        }

        @Override
        public void commit(WriteBatch batch) {
            beforeWrite(life);
            boolean crashes = crashesNow(Target.COMMIT);
            if (!crashes || chance.nextBoolean()) {
                store.commit(batch);
                trace.record(
                        scheduler.now(),
                        node,
                        SimTrace.Kind.COMMIT,
                        batch.changes().size());
                observer.committed(node, life.now(), batch);
            }
            if (crashes) {
                throw goDown();
            }
        }

        @Override
        public Snapshot snapshot() {
            requireAlive(life);
            return store.snapshot();
        }

        @Override
        public VoteJournal journal() {
            return journal;
        }

        @Override
        public long sizeInBytes() {
            requireAlive(life);
            return store.sizeInBytes();
        }

        @Override
        public void close() {
            if (life.isAlive()) {
                store.close();
            }
        }
    }

    private final class Journal implements VoteJournal {
        private final SimRuntime life;
        private final VoteJournal journal;

        Journal(SimRuntime life, VoteJournal journal) {
            this.life = life;
            this.journal = journal;
        }

        @Override
        public List<Entry> replay() {
            requireSound(life);
            return journal.replay();
        }

        @Override
        public void append(List<Entry> entries) {
            beforeWrite(life);
            boolean crashes = crashesNow(Target.JOURNAL);
            boolean torn = tearing;
            List<Entry> written = crashes || torn ? entries.subList(0, chance.nextInt(entries.size() + 1)) : entries;
            if (!written.isEmpty()) {
                journal.append(written);
                trace.record(scheduler.now(), node, SimTrace.Kind.JOURNAL, written.size());
                observer.journalled(node, written);
            }
            if (crashes) {
                throw goDown();
            }
            if (torn) {
                tearing = false;
                failing = true;
                failed = true;
                throw new StorageException(StorageException.Kind.IO, "the simulated disk wrote a part only");
            }
        }

        @Override
        public void discardBelow(long position) {
            requireAlive(life);
            journal.discardBelow(position);
        }
    }
}

package org.tallystick.testkit.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.tallystick.codec.EvidenceCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Evidence;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Receipt;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/**
 * What must never be false, watched while it could become so. It looks at what nodes put on their disks rather than at
 * what they say: no two of them commit different blocks at a height, none goes back, none acknowledges what it has not
 * committed, and no transaction has two receipts.
 */
public final class SimChecks implements SimDisk.Observer {
    private static final byte[] HEAD = Bytes.utf8("head").toArray(); // where the last final block stands in META

    private final SimScheduler scheduler;
    private final boolean[] honest;
    private final long[] persisted;
    private final Map<Long, Hash> blocks = new TreeMap<>(); // height → hash, as first committed by an honest node
    private final Map<Hash, Receipt> acknowledged = new HashMap<>(); // looked up, never iterated
    private final List<Hash> acknowledgedInOrder = new ArrayList<>();
    private final Map<PublicKey, Integer> voters = new HashMap<>(); // looked up, never iterated
    private final List<String> violations = new ArrayList<>();
    private final long[] inBackup;
    private final boolean[] hasLostDisk;
    private SimProbe probe;
    private SimWitness witness;
    private final NavigableMap<Long, List<Bytes>> kept = new TreeMap<>(); // certificates of faulty nodes, by height
    private boolean forked;
    private long convictions;
    private long lastBlockAt;
    private long head;
    private long told; // the highest block that a client has heard of, also from a faulty node
    private long writes;

    SimChecks(SimScheduler scheduler, boolean[] honest) {
        this.scheduler = scheduler;
        this.honest = honest.clone();
        persisted = new long[honest.length];
        inBackup = new long[honest.length];
        hasLostDisk = new boolean[honest.length];
        Arrays.fill(persisted, -1);
    }

    void setProbe(SimProbe listener) {
        probe = listener;
    }

    /** From now on a fork is no violation, as more validators are faulty than any protocol bears, but ends the run. */
    void expectForks(SimWitness listener) {
        witness = listener;
    }

    boolean expectsForks() {
        return witness != null;
    }

    /** Whether honest nodes have different blocks at one height, which was to be expected. */
    boolean isForked() {
        return forked;
    }

    /** Everything that was wrong so far; a run ends at the first. */
    public List<String> violations() {
        return violations;
    }

    /** The greatest height that an honest node has on disk. */
    public long head() {
        return head;
    }

    /** For how many nanoseconds no honest node has committed a block. */
    long quietFor() {
        return scheduler.now() - lastBlockAt;
    }

    /** How many proofs against validators honest nodes have kept. */
    public long convictions() {
        return convictions;
    }

    /** How many writes honest nodes have made durable. */
    public long writes() {
        return writes;
    }

    /** The transactions that clients hold a receipt of, in the order of their getting it. */
    List<Hash> acknowledged() {
        return acknowledgedInOrder;
    }

    Receipt receiptOf(Hash transaction) {
        return acknowledged.get(transaction);
    }

    boolean isHonest(int machine) {
        return honest[machine];
    }

    boolean hasLostDisk(int machine) {
        return hasLostDisk[machine];
    }

    long persisted(int machine) {
        return persisted[machine];
    }

    /** Notes that something is wrong. */
    public void violation(String what) {
        violations.add(String.format(java.util.Locale.ROOT, "at %.6f s: %s", scheduler.now() / 1e9, what));
    }

    @Override
    public void journalled(int machine, List<VoteJournal.Entry> entries) {
        writes++;
    }

    @Override
    public void committed(int machine, long now, WriteBatch batch) {
        writes++;
        if (!honest[machine]) {
            keepCertificates(batch);
            return;
        }
        for (WriteBatch.Change change : batch.changes()) {
            if (change.column() == Column.EVIDENCE) {
                accused(machine, change.value());
            }
            if (witness != null && change.column() == Column.CERTIFICATES && change.value() != null) {
                witness.heard(Bytes.copyOf(change.value()));
            }
            if (change.column() == Column.HEADERS) {
                if (change.value() == null) {
                    violation("n" + machine + " deletes a header");
                } else {
                    header(machine, now, change.value(), putsBack(batch));
                }
            }
        }
    }

    private void keepCertificates(WriteBatch batch) {
        if (witness == null) {
            return;
        }
        for (WriteBatch.Change change : batch.changes()) {
            if (change.column() == Column.CERTIFICATES && change.value() != null) {
                long height = ByteBuffer.wrap(change.key()).getLong();
                kept.computeIfAbsent(height, at -> new ArrayList<>()).add(Bytes.copyOf(change.value()));
            }
        }
    }

    /**
     * An honest node was handed a certified block that contradicts its own at a height, and has stopped: a fork of which
     * only faulty nodes hold the other branch. It was certified by a certificate that one of those holds.
     */
    void diverged(long height) {
        forked = true;
        kept.tailMap(height, true).values().forEach(certificates -> certificates.forEach(witness::heard));
    }

    /** Says which machine votes with a key. */
    void identify(PublicKey key, int machine) {
        voters.put(key, machine);
    }

    private void accused(int machine, byte[] encoded) {
        Evidence evidence;
        try {
            evidence = EvidenceCodec.decode(Bytes.wrap(encoded));
        } catch (MalformedException e) {
            violation("n" + machine + " keeps evidence that cannot be read: " + e.getMessage());
            return;
        }
        int validator = voters.get(evidence.validator());
        if (honest[validator] && !hasLostDisk[validator]) {
            violation("SAFETY: n" + machine + " holds a proof against n" + validator + ", which is honest: "
                    + evidence.kind() + " in epoch " + evidence.epoch());
        }
        convictions++;
    }

    /** Whether a batch leaves the last final block where it is: then it repairs blocks that were there before. */
    private static boolean putsBack(WriteBatch batch) {
        return batch.changes().stream()
                .noneMatch(change -> change.column() == Column.META && Arrays.equals(change.key(), HEAD));
    }

    private void header(int machine, long now, byte[] encoded, boolean putsBack) {
        BlockHeader header;
        try {
            header = HeaderCodec.decode(Bytes.copyOf(encoded));
        } catch (MalformedException e) {
            violation("n" + machine + " commits a header that cannot be read: " + e.getMessage());
            return;
        }
        if (forked) {
            return; // all else follows from that
        }
        long height = header.height();
        Hash hash = HeaderCodec.hash(header);
        Hash known = blocks.putIfAbsent(height, hash);
        if (known != null && !known.equals(hash) && witness != null) {
            forked = true;
            return;
        }
        if (known != null && !known.equals(hash)) {
            violation("SAFETY: n" + machine + " commits " + hash.shortHex() + " at height " + height
                    + ", where another honest node has " + known.shortHex());
        }
        if (putsBack && height <= persisted[machine]) {
            return;
        }
        if (height != persisted[machine] + 1) {
            violation("n" + machine + " commits height " + height + " after height " + persisted[machine]);
        }
        if (height > 0 && !header.parent().equals(blocks.get(height - 1))) {
            violation("SAFETY: the block at height " + height + " of n" + machine + " has another parent");
        }
        persisted[machine] = height;
        lastBlockAt = scheduler.now();
        head = Math.max(head, height);
        if (probe != null) {
            probe.committed(machine, now, header, hash);
        }
    }

    /** A node has come up and says how far it is. */
    void opened(int machine, long height) {
        if (height != Math.max(0, persisted[machine])) {
            violation("n" + machine + " opens at height " + height + ", but has " + persisted[machine] + " on disk");
        }
    }

    /** A copy of a machine's disk is kept. */
    void backedUp(int machine) {
        inBackup[machine] = persisted[machine];
    }

    /** A machine's disk is as it was when the copy was made. */
    void restored(int machine) {
        persisted[machine] = inBackup[machine];
        hasLostDisk[machine] = true;
    }

    /** A machine has lost records of its vote journal. */
    void forgot(int machine) {
        hasLostDisk[machine] = true;
    }

    /** A machine has got an empty disk. */
    void wiped(int machine) {
        persisted[machine] = -1;
        hasLostDisk[machine] = true;
    }

    /**
     * Whether honest nodes have all blocks that clients have heard of. A faulty authority may have made the last one final
     * by a seal that it keeps to itself, while the others wait for the turn of one of them.
     */
    boolean hasAllThatWasTold() {
        return head >= told;
    }

    /** A client has got a receipt from a node. */
    void acknowledged(int machine, Receipt receipt) {
        told = Math.max(told, receipt.height());
        if (!honest[machine]) {
            return;
        }
        if (receipt.height() > persisted[machine]) {
            violation("n" + machine + " acknowledges " + receipt.transactionId() + " at height " + receipt.height()
                    + ", but has " + persisted[machine] + " on disk");
        }
        Receipt earlier = acknowledged.putIfAbsent(receipt.transactionId(), receipt);
        if (earlier == null) {
            acknowledgedInOrder.add(receipt.transactionId());
        } else if (!earlier.equals(receipt)) {
            violation(
                    "SAFETY: two receipts of one transaction, " + earlier + " and, from n" + machine + ", " + receipt);
        }
    }
}

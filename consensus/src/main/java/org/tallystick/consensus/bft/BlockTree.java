package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.spi.consensus.ProposedBlock;

/** The blocks above the last final one, and what checking them has shown. */
final class BlockTree {
    /** How far the checking of a block has come. */
    enum Status {
        /** To be checked as soon as its parent is. */
        WAITING,
        /** The node is at it. */
        CHECKING,
        /** Fit to be voted for and built on. */
        VALID,
        /** Too far ahead of the clock, so far. */
        UNTIMELY,
        /** Wrong; the copy at hand is dropped when a quorum says otherwise. */
        INVALID
    }

    private static final class Entry {
        private ProposedBlock block;
        private Status status = Status.WAITING;
        private boolean certified;
        private boolean checkedAsCertified;
        private int invalidCopies;
        private Outlook outlook;

        Entry(ProposedBlock block) {
            this.block = block;
        }
    }

    private final ViewTable views;
    private final Outbox out;
    private final Map<Hash, Entry> entries = new LinkedHashMap<>();
    private boolean headLeadsToEnd;

    BlockTree(ViewTable views, Outbox out) {
        this.views = views;
        this.out = out;
    }

    /**
     * Takes a block in, or a fresh copy of one whose copy was invalid.
     *
     * @param certified whether a quorum stands behind it already
     */
    void offer(ProposedBlock block, boolean certified) {
        if (block.header().height() <= views.headHeight()) {
            return;
        }
        Entry entry = entries.get(block.hash());
        if (entry == null) {
            entry = new Entry(block);
            entry.certified = certified;
            entries.put(block.hash(), entry);
        } else if (entry.status == Status.INVALID && (entry.certified || entry.invalidCopies < Limits.INVALID_COPIES)) {
            // A header binds its body, so a wrong body under a right header is the deliverer's fault, not the block's.
            entry.block = block;
            entry.status = Status.WAITING;
        }
    }

    /** Takes in a block that this node built, which counts as checked. */
    void offerBuilt(ProposedBlock block, Outlook outlook) {
        Entry entry = new Entry(block);
        entry.outlook = outlook;
        entry.status = Status.VALID;
        entries.put(block.hash(), entry);
    }

    /** A quorum stands behind the block: its time is waived, and a copy that was invalid is worth replacing. */
    void certify(Hash block) {
        Entry entry = entries.get(block);
        if (entry != null) {
            entry.certified = true;
        }
    }

    /** The block, or null when it is not held. */
    ProposedBlock get(Hash block) {
        Entry entry = entries.get(block);
        return entry == null ? null : entry.block;
    }

    /** Whether a usable copy is at hand or being checked. */
    boolean holds(Hash block) {
        Entry entry = entries.get(block);
        return entry != null && entry.status != Status.INVALID;
    }

    boolean isInvalid(Hash block) {
        Entry entry = entries.get(block);
        return entry != null && entry.status == Status.INVALID;
    }

    /** Whether a block can be built on: it is the last final one, or was found valid. */
    boolean isReady(Hash block) {
        return block.equals(views.headHash()) || isValid(block);
    }

    boolean isValid(Hash block) {
        Entry entry = entries.get(block);
        return entry != null && entry.status == Status.VALID;
    }

    /** What follows the last final block. */
    void setHeadOutlook(Outlook outlook) {
        headLeadsToEnd = outlook.isEnding();
    }

    /** Whether only empty blocks may follow a block, up to the last of the epoch; so far as it has been checked. */
    boolean leadsToEnd(Hash block) {
        if (block.equals(views.headHash())) {
            return headLeadsToEnd;
        }
        Entry entry = entries.get(block);
        return entry != null && entry.outlook != null && entry.outlook.isEnding();
    }

    /** Whether a block that is held is the last of the epoch. */
    boolean isBoundary(Hash block) {
        Entry entry = entries.get(block);
        return entry != null && isBoundary(entry.block.header());
    }

    /** Whether a header says that its block is the last of the epoch: another configuration follows it. */
    static boolean isBoundary(BlockHeader header) {
        return !header.configHash().equals(header.nextConfigHash());
    }

    /** Asks for every check that can be made now. */
    void advance() {
        List<Effect> checks = List.of(); // there are some once a block, and this is asked after every event
        for (Entry entry : entries.values()) {
            boolean waived = entry.status == Status.UNTIMELY && entry.certified && !entry.checkedAsCertified;
            if ((entry.status == Status.WAITING && isReady(entry.block.header().parent())) || waived) {
                entry.status = Status.CHECKING;
                entry.checkedAsCertified = entry.certified;
                checks = checks.isEmpty() ? new ArrayList<>(1) : checks;
                checks.add(new Effect.Check(entry.block, entry.certified));
            }
        }
        checks.forEach(out::emit);
    }

    /** Takes the outcome of a check. */
    void checked(Hash block, CheckResult result) {
        Entry entry = entries.get(block);
        if (entry == null || entry.status != Status.CHECKING) {
            return;
        }
        if (result instanceof CheckResult.Valid valid) {
            entry.status = Status.VALID;
            entry.outlook = valid.outlook();
        } else if (result instanceof CheckResult.Untimely untimely) {
            entry.status = Status.UNTIMELY;
            if (!entry.certified) {
                out.timer(Timers.RECHECK, Math.max(1, Math.min(untimely.aheadMillis(), 10_000)));
            }
        } else if (result instanceof CheckResult.Invalid) {
            entry.status = Status.INVALID;
            entry.invalidCopies++;
        } else {
            // UnknownParent: the node's view of the chain lags ours for a moment; unpark() tries again.
            entry.status = Status.UNTIMELY;
            entry.checkedAsCertified = true;
            out.timer(Timers.RECHECK, 100);
        }
    }

    /** Blocks that could not be judged may be now. */
    void unpark() {
        for (Entry entry : entries.values()) {
            if (entry.status == Status.UNTIMELY) {
                entry.status = Status.WAITING;
            }
        }
    }

    /**
     * Follows parents from a block to the last final one.
     *
     * @return the hash of the first block that is not held, or not valid yet; null when all are valid
     */
    Missing firstUnready(Hash from, long height) {
        Hash hash = from;
        long at = height;
        while (!hash.equals(views.headHash())) {
            Entry entry = entries.get(hash);
            if (entry == null || entry.status == Status.INVALID) {
                return new Missing(hash, at, false);
            }
            hash = entry.block.header().parent();
            at = entry.block.header().height() - 1;
        }
        return isReady(from) ? null : new Missing(from, height, true);
    }

    /**
     * What stands between a block and the last final one.
     *
     * @param held whether it is at hand and only waits to be checked
     */
    record Missing(Hash block, long height, boolean held) {}

    /** Forgets what is final now, and what can no longer become so. */
    void prune() {
        entries.values().removeIf(entry -> entry.block.header().height() <= views.headHeight());
    }

    /** Forgets a block that did not get through its view. */
    void drop(Hash block) {
        Entry entry = entries.get(block);
        if (entry != null && !entry.certified) {
            entries.remove(block);
        }
    }

    /** Blocks held, for tests of bounds. */
    int size() {
        return entries.size();
    }
}

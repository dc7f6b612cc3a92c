package org.tallystick.consensus.fork;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tallystick.consensus.fork.TreeBlock.Status;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.Effect;

/**
 * The blocks above the last final one, and which chain of them is the heaviest. A block is executed only once its chain
 * would be the heaviest, so that light forks cost memory alone, and that is bounded.
 */
public final class ForkTree {
    /** What became of a block that was offered. */
    enum Offer {
        /** It stands in the tree. */
        ADDED,
        /** It is there already, or no longer of interest. */
        OLD,
        /** Its parent is not known. */
        ORPHAN,
        /** It may not follow its parent. */
        BREACH
    }

    private final ForkRules rules;
    private final ForkOutbox out;
    private final Map<Hash, TreeBlock> blocks = new LinkedHashMap<>();
    private final Map<Hash, Set<NodeId>> refused = new LinkedHashMap<>();
    private BlockHeader rootHeader;
    private Hash rootHash;
    private BigInteger rootTotal = BigInteger.ZERO;
    private TreeBlock best;
    private long bytes;
    private boolean changed;

    ForkTree(ForkRules rules, ForkOutbox out) {
        this.rules = rules;
        this.out = out;
    }

    /** The header of the last final block. */
    public BlockHeader rootHeader() {
        return rootHeader;
    }

    /** The last final block. */
    public Hash rootHash() {
        return rootHash;
    }

    /** The height of the last final block. */
    public long rootHeight() {
        return rootHeader.height();
    }

    /** The tip of the heaviest chain all of whose blocks have been found valid; the last final block if there is none. */
    public Hash headHash() {
        return best == null ? rootHash : best.sealed().hash();
    }

    /** Its header. */
    public BlockHeader headHeader() {
        return best == null ? rootHeader : best.sealed().header();
    }

    /** Its height. */
    public long headHeight() {
        return headHeader().height();
    }

    /** Whether a block is the last final one or stands above it. */
    public boolean knows(Hash hash) {
        return hash.equals(rootHash) || blocks.containsKey(hash);
    }

    /** A block above the last final one. */
    public Optional<SealedBlock> find(Hash hash) {
        return Optional.ofNullable(blocks.get(hash)).map(TreeBlock::sealed);
    }

    /** How many blocks are kept. */
    public int size() {
        return blocks.size();
    }

    /** Whether a block of a height may be kept. */
    boolean isInReach(long height) {
        return height > rootHeight() && height <= rootHeight() + rules.depth() + ForkLimits.MAX_ABOVE;
    }

    /** Whether the head descends from a block; every block descends from the last final one. */
    public boolean headDescendsFrom(Hash hash) {
        if (hash.equals(rootHash)) {
            return true;
        }
        TreeBlock at = best;
        while (at != null && !at.sealed().hash().equals(hash)) {
            at = at.parent();
        }
        return at != null;
    }

    /** Whether a block with transactions stands above the last final one, on the chain of the head. */
    public boolean hasUnfinalWork() {
        for (TreeBlock at = best; at != null && at.sealed().height() > rootHeight(); at = at.parent()) {
            if (at.sealed().header().transactionCount() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a deliverer's copy of a block was refused before. */
    boolean wasRefused(Hash hash, NodeId from) {
        return refused.getOrDefault(hash, Set.of()).contains(from);
    }

    void setRoot(BlockHeader header, Hash hash) {
        TreeBlock known = blocks.get(hash);
        rootTotal = known == null ? BigInteger.ZERO : known.total();
        rootHeader = header;
        rootHash = hash;
        Set<Hash> kept = new HashSet<>(); // asked only
        kept.add(hash);
        List<TreeBlock> ascending = new ArrayList<>(blocks.values());
        ascending.sort((a, b) -> Long.compare(a.sealed().height(), b.sealed().height()));
        for (TreeBlock block : ascending) {
            if (block.sealed().height() > header.height()
                    && kept.contains(block.sealed().header().parent())) {
                kept.add(block.sealed().hash());
                if (block.sealed().header().parent().equals(hash)) {
                    block.standsOnRoot();
                }
            } else {
                drop(block);
            }
        }
        best = null;
        blocks.values().stream().filter(TreeBlock::isValid).forEach(this::consider);
        changed = true;
    }

    private void drop(TreeBlock block) {
        blocks.remove(block.sealed().hash());
        bytes -= block.sealed().size();
    }

    /** Takes a block whose seal is good. */
    Offer offer(SealedBlock sealed, NodeId from) {
        if (blocks.containsKey(sealed.hash()) || !isInReach(sealed.height())) {
            return Offer.OLD;
        }
        Hash parentHash = sealed.header().parent();
        TreeBlock parent = blocks.get(parentHash);
        if (parent == null && !parentHash.equals(rootHash)) {
            return Offer.ORPHAN;
        }
        BlockHeader below = parent == null ? rootHeader : parent.sealed().header();
        if (sealed.height() != below.height() + 1
                || rules.violation(below, sealed.header(), sealed.hash()).isPresent()) {
            return Offer.BREACH;
        }
        BigInteger total = (parent == null ? rootTotal : parent.total()).add(rules.weight(sealed.header()));
        TreeBlock block = new TreeBlock(sealed, parent, total, from);
        blocks.put(sealed.hash(), block);
        bytes += sealed.size();
        changed = true;
        while (blocks.size() > ForkLimits.MAX_BLOCKS || bytes > ForkLimits.MAX_BYTES) {
            if (!dropLightestTip()) {
                break;
            }
        }
        return Offer.ADDED;
    }

    /** Takes a block that the node built, so that it counts as checked. */
    public void offerBuilt(SealedBlock sealed) {
        if (offer(sealed, null) == Offer.ADDED && blocks.containsKey(sealed.hash())) {
            TreeBlock block = blocks.get(sealed.hash());
            block.set(Status.VALID);
            consider(block);
        }
    }

    /** The tip with the least weight that is not the head, nor being checked. */
    private boolean dropLightestTip() {
        Set<Hash> inner = new HashSet<>(); // asked only
        blocks.values().forEach(block -> inner.add(block.sealed().header().parent()));
        TreeBlock lightest = null;
        for (TreeBlock block : blocks.values()) {
            boolean tip = !inner.contains(block.sealed().hash());
            if (tip
                    && block != best
                    && block.status() != Status.CHECKING
                    && (lightest == null || block.total().compareTo(lightest.total()) < 0)) {
                lightest = block;
            }
        }
        if (lightest == null) {
            return false;
        }
        remove(lightest);
        return true;
    }

    private void remove(TreeBlock block) {
        drop(block);
        if (block.isValid()) {
            out.emit(new Effect.Abandon(block.sealed().hash()));
        }
    }

    private boolean isHeavier(TreeBlock one, TreeBlock other) {
        BigInteger total = other == null ? rootTotal : other.total();
        int order = one.total().compareTo(total);
        return order > 0
                || (order == 0
                        && other != null
                        && rules.lowestHashWins()
                        && one.sealed().hash().compareTo(other.sealed().hash()) < 0);
    }

    private void consider(TreeBlock valid) {
        if (isHeavier(valid, best)) {
            best = valid;
        }
    }

    /** Has the next block of the chain that would be the heaviest checked, if there is one heavier than the head's. */
    void advance() {
        while (changed) {
            changed = false;
            TreeBlock candidate = best;
            for (TreeBlock block : blocks.values()) {
                if (isHeavier(block, candidate) && !isBlocked(block)) {
                    candidate = block;
                }
            }
            if (candidate != best && candidate != null) {
                check(candidate);
            }
        }
    }

    /** Whether a block or one below it cannot be checked now. */
    private boolean isBlocked(TreeBlock block) {
        for (TreeBlock at = block; at != null && at.sealed().height() > rootHeight(); at = at.parent()) {
            if (at.status() == Status.PARKED) {
                return true;
            }
        }
        return false;
    }

    private void check(TreeBlock tip) {
        TreeBlock first = null;
        for (TreeBlock at = tip; at != null && at.sealed().height() > rootHeight() && !at.isValid(); at = at.parent()) {
            first = at;
        }
        if (first != null && first.status() == Status.WAITING) {
            first.set(Status.CHECKING);
            out.emit(new Effect.Check(first.sealed().block(), false));
        }
    }

    /** Takes the outcome of a check. */
    void checked(Hash hash, CheckResult result) {
        TreeBlock block = blocks.get(hash);
        if (block == null || block.status() != Status.CHECKING) {
            return;
        }
        changed = true;
        if (result instanceof CheckResult.Valid) {
            block.set(Status.VALID);
            consider(block);
        } else if (result instanceof CheckResult.Untimely untimely) {
            block.set(Status.PARKED);
            out.timer(ForkTimers.RECHECK, Math.max(1, Math.min(untimely.aheadMillis(), ForkTimers.RECHECK_MAX)));
        } else if (result instanceof CheckResult.UnknownParent) {
            block.set(Status.PARKED);
            out.timer(ForkTimers.RECHECK, 100);
        } else {
            refuse(block);
        }
    }

    /** A header binds its body, but a copy may have another one: the next deliverer's is looked at again. */
    private void refuse(TreeBlock block) {
        if (block.from() != null) {
            refused.computeIfAbsent(block.sealed().hash(), hash -> new HashSet<>())
                    .add(block.from());
            if (refused.size() > ForkLimits.MAX_REFUSED) {
                refused.remove(refused.keySet().iterator().next());
            }
        }
        Set<Hash> gone = new HashSet<>(); // asked only
        gone.add(block.sealed().hash());
        List<TreeBlock> ascending = new ArrayList<>(blocks.values());
        ascending.sort((a, b) -> Long.compare(a.sealed().height(), b.sealed().height()));
        for (TreeBlock other : ascending) {
            if (other == block || gone.contains(other.sealed().header().parent())) {
                gone.add(other.sealed().hash());
                remove(other);
            }
        }
    }

    /** Blocks that could not be judged may be now. */
    void unpark() {
        for (TreeBlock block : blocks.values()) {
            if (block.status() == Status.PARKED) {
                block.set(Status.WAITING);
                changed = true;
            }
        }
    }

    /** The block that the head makes final, and those on top of it up to the head; empty when there is none. */
    List<SealedBlock> finalPath() {
        Deque<SealedBlock> path = new ArrayDeque<>();
        for (TreeBlock at = best; at != null && at.sealed().height() > rootHeight(); at = at.parent()) {
            path.addFirst(at.sealed());
            if (path.size() > rules.depth()) {
                return List.copyOf(path);
            }
        }
        return List.of();
    }

    /** A block and its ancestors above a height, oldest first; empty when the block is not kept. */
    List<SealedBlock> path(Hash hash, long above) {
        Deque<SealedBlock> path = new ArrayDeque<>();
        TreeBlock at = blocks.get(hash);
        while (at != null && at.sealed().height() > Math.max(above, rootHeight())) {
            path.addFirst(at.sealed());
            at = at.parent();
        }
        return List.copyOf(path);
    }
}

package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.tallystick.model.Hash;

/** All views that still matter, from that of the last final block on. */
final class ViewTable {
    private final TreeMap<Long, ViewSlot> slots = new TreeMap<>();
    private ViewSlot recent; // the one asked for last, which is nearly always asked for again
    private long recentView;
    private ViewSlot newest; // that of the view decided last, as soon as it was asked for
    private long newestView;
    private long current = 1;
    private long decided;
    private long topNotarized;
    private long headView;
    private long headHeight;
    private Hash headHash = Hash.ZERO;
    private long headTimestamp;
    private long base = -1;

    ViewSlot at(long view) {
        ViewSlot slot = peek(view);
        if (slot == null) {
            slot = new ViewSlot(view);
            slots.put(view, slot);
            recent = slot;
        }
        return slot;
    }

    /** The slot of a view, or null when nothing is known of it. */
    ViewSlot peek(long view) {
        if (recent == null || recentView != view) {
            recent = slots.get(view);
            recentView = view;
        }
        return recent;
    }

    ViewSlot currentSlot() {
        return at(current);
    }

    /** The view this node is in. */
    long current() {
        return current;
    }

    /** Moves on. */
    void enter(long view) {
        if (view <= current) {
            throw new IllegalArgumentException("from view " + current + " to " + view);
        }
        current = view;
    }

    /** The highest view with a finalization, final here or not yet; 0 for genesis. */
    long decided() {
        return decided;
    }

    /** The highest view with a notarization. */
    long topNotarized() {
        return topNotarized;
    }

    /** Whether a notarized block waits to become final. */
    boolean hasUnfinal() {
        return topNotarized > decided;
    }

    /** The view in which the last final block was certified; views before it are closed. */
    long headView() {
        return headView;
    }

    long headHeight() {
        return headHeight;
    }

    Hash headHash() {
        return headHash;
    }

    long headTimestamp() {
        return headTimestamp;
    }

    /** Takes note of a certificate that the slot has got. */
    void certified(Subject subject) {
        if (subject.kind() == VoteKind.NULLIFY) {
            return;
        }
        topNotarized = Math.max(topNotarized, subject.view());
        if (subject.kind() == VoteKind.FINALIZE) {
            decided = Math.max(decided, subject.view());
        }
    }

    /** Moves the head; the view stays as it was when {@code view} is not known (-1). */
    void setHead(Hash hash, long height, long timestamp, long view) {
        headHash = hash;
        headHeight = height;
        headTimestamp = timestamp;
        if (view > headView) {
            headView = view;
            decided = Math.max(decided, view);
            topNotarized = Math.max(topNotarized, view);
        }
    }

    /** Sets the height of the block that the epoch builds on: genesis, or the last of the epoch before. */
    void setBase(long height) {
        base = height;
    }

    /** The views below the head's, which are forgotten now. */
    List<ViewSlot> prune() {
        NavigableMap<Long, ViewSlot> old = slots.headMap(headView, false);
        List<ViewSlot> pruned = new ArrayList<>(old.values());
        old.clear();
        recent = null;
        newest = null;
        return pruned;
    }

    /** The block notarized in a view as (view, height, hash), or null. What the epoch builds on stands in view 0. */
    Standing notarized(long view) {
        if (view == 0) {
            return headHeight == base ? new Standing(0, headHeight, headHash) : null;
        }
        ViewSlot slot = peek(view);
        Subject subject = slot == null ? null : slot.notarized();
        return subject == null ? null : new Standing(view, subject.height(), subject.block());
    }

    /** A block that may be a parent, and the view in which it was notarized. */
    record Standing(long view, long height, Hash block) {}

    boolean nullified(long view) {
        ViewSlot slot = peek(view);
        return slot != null && slot.nullified();
    }

    boolean certified(long view) {
        ViewSlot slot = peek(view);
        return slot != null && slot.certified();
    }

    /** The view in which a block is known notarized, highest first; -1 when in none. */
    long viewOf(Hash block) {
        for (ViewSlot slot : slots.descendingMap().values()) {
            Subject subject = slot.notarized();
            if (subject != null && subject.block().equals(block)) {
                return slot.view();
            }
        }
        return -1;
    }

    /** The highest view below the current one of which no certificate is known and which still matters; 0 for none. */
    long gapBelow(long view) {
        for (long v = view - 1; v > Math.max(decided, headView); v--) {
            if (!certified(v)) {
                return v;
            }
        }
        return 0;
    }

    /** Nullified views above the last decided one; what the view timeout grows with. */
    int nullifiedSinceDecided() {
        int count = 0;
        for (ViewSlot slot : slots.tailMap(decided, false).values()) {
            if (slot.view() < current && slot.nullified()) {
                count++;
            }
        }
        return count;
    }

    /** The slots from one view to another, both included. */
    Collection<ViewSlot> range(long from, long to) {
        return from > to ? List.of() : slots.subMap(from, true, to, true).values();
    }

    /** Whether anything is known of a view above another. */
    boolean reachesAbove(long view) {
        return !slots.isEmpty() && slots.lastKey() > view;
    }

    /** The slots above a view. */
    Collection<ViewSlot> above(long view) {
        return slots.tailMap(view, false).values();
    }

    /** The newest finalization known, or null. */
    Certificate newestFinalization() {
        if (newest == null || newestView != decided) {
            newest = slots.get(decided);
            newestView = decided;
        }
        return newest == null ? null : newest.certificate(VoteKind.FINALIZE);
    }
}

package org.tallystick.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tallystick.api.Damage;
import org.tallystick.api.StoreReport;
import org.tallystick.api.StoreReport.BadBlock;
import org.tallystick.api.StoreReport.Finding;

/**
 * What of a store is damaged and could not be put right, until somebody has looked again and found it gone. Bounded as a
 * report is; what is beyond that is a number only, until everything is looked through. Safe for use by several threads.
 */
final class KnownDamage {
    private final Consumer<Damage> changed;
    private volatile Damage now = Damage.NONE; // written with this held

    /**
     * None is known yet.
     *
     * @param changed is told of each change, in order; must neither block nor throw
     */
    KnownDamage(Consumer<Damage> changed) {
        this.changed = changed;
    }

    Damage now() {
        return now;
    }

    /** Everything was looked through, and this is what is left. */
    synchronized boolean everything(List<Finding> left, long more) {
        return set(left, more);
    }

    /**
     * The blocks at some heights were looked at, and this is what is left of their damage. Whether what finds no room in
     * the list was counted before cannot be told, so it is not counted twice.
     */
    synchronized boolean blocks(long from, long to, StoreReport left) {
        Predicate<Finding> lookedAt =
                finding -> finding instanceof BadBlock block && block.height() >= from && block.height() <= to;
        List<Finding> all = new ArrayList<>(now.left());
        all.removeIf(lookedAt);
        all.addAll(left.findings());
        long listed = Math.min(all.size(), StoreReport.MAX_FINDINGS);
        return set(all.subList(0, (int) listed), Math.max(now.more(), left.more() + all.size() - listed));
    }

    /** The store was replaced. */
    synchronized void forget() {
        set(List.of(), 0);
    }

    /** Returns whether that changes anything. */
    private boolean set(List<Finding> left, long more) {
        int listed = Math.min(left.size(), StoreReport.MAX_FINDINGS);
        Damage next = new Damage(left.subList(0, listed), more + left.size() - listed);
        boolean differs = !next.equals(now);
        now = next;
        if (differs) {
            changed.accept(next);
        }
        return differs;
    }
}

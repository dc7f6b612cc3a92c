package org.tallystick.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.tallystick.model.Hash;

/**
 * Which transactions are being checked, by the hash of all their bytes, so that of several copies that come at once one is
 * checked. Another that must have an answer waits until that one is through; it is then found among the checked. As
 * bounded as what is being checked. Safe for use by several threads.
 */
final class UnderWay {
    private final ConcurrentHashMap<Hash, List<Runnable>> waiting = new ConcurrentHashMap<>();

    /** Whether no copy is under way; then it is until {@link #end}. */
    boolean begin(Hash leaf) {
        return waiting.putIfAbsent(leaf, List.of()) == null;
    }

    /** As {@link #begin}; but when a copy is under way, something is run when it is through. */
    boolean beginOrWait(Hash leaf, Runnable afterwards) {
        List<Runnable> all = waiting.compute(leaf, (same, before) -> {
            if (before == null) {
                return List.of();
            }
            List<Runnable> longer = new ArrayList<>(before);
            longer.add(afterwards);
            return longer;
        });
        return all.isEmpty();
    }

    /** A copy is through, whatever came of it. */
    void end(Hash leaf) {
        waiting.remove(leaf).forEach(Runnable::run);
    }
}

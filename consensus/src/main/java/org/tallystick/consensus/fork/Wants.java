package org.tallystick.consensus.fork;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;

/** Blocks that somebody named and that are not here, with who named them; each asked for a bounded number of times. */
final class Wants {
    private static final int MAX_SOURCES = 4;

    private static final class Want {
        private final NodeId namedBy;
        private final List<NodeId> sources = new ArrayList<>();
        private final long height;
        private int attempts;

        Want(NodeId namedBy, long height) {
            this.namedBy = namedBy;
            this.height = height;
        }
    }

    /** Whom to ask for what. */
    record Question(Hash block, NodeId peer) {}

    private final Map<Hash, Want> wants = new LinkedHashMap<>();

    /** Whether the block is newly wanted. */
    boolean add(Hash block, long height, NodeId source) {
        Want want = wants.get(block);
        boolean fresh = want == null;
        if (fresh) {
            long mine = wants.values().stream()
                    .filter(other -> other.namedBy.equals(source))
                    .count();
            if (wants.size() >= ForkLimits.MAX_WANTS || mine >= ForkLimits.MAX_WANTS_OF_PEER) {
                return false;
            }
            want = new Want(source, height);
            wants.put(block, want);
        }
        if (!want.sources.contains(source) && want.sources.size() < MAX_SOURCES) {
            want.sources.add(source);
        }
        return fresh;
    }

    void found(Hash block) {
        wants.remove(block);
    }

    boolean isEmpty() {
        return wants.isEmpty();
    }

    /** Forgets those up to a height. */
    void prune(long height) {
        wants.values().removeIf(want -> want.height <= height);
    }

    /** A question for each block that is wanted; those that were asked for often enough are given up. */
    List<Question> ask() {
        List<Question> questions = new ArrayList<>();
        for (Iterator<Map.Entry<Hash, Want>> all = wants.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Hash, Want> entry = all.next();
            Want want = entry.getValue();
            if (want.attempts >= ForkLimits.MAX_ATTEMPTS) {
                all.remove();
            } else {
                NodeId peer = want.sources.get(want.attempts++ % want.sources.size());
                questions.add(new Question(entry.getKey(), peer));
            }
        }
        return questions;
    }

    int size() {
        return wants.size();
    }
}

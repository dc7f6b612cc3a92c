package org.tallystick.p2p;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tallystick.model.NodeId;

/**
 * Remembers who broke the rules. Points add up and halve every minute; at about a hundred the node is banned for a time.
 * Remembers a bounded number of nodes, those of late. I/O thread only.
 */
final class Penalties {
    /** For what the node behind the listener complains of. */
    static final int COMPLAINT = 10;
    /** For breaking the rules of framing, which no correct node does by chance. */
    static final int VIOLATION = 40;

    private static final int LIMIT = 95; // a hundred, less what halving takes from ten complaints within seconds
    private static final int MAX_NODES = 1024;
    private static final double HALF_LIFE_NANOS = 60e9;

    private final Duration ban;
    private final Map<NodeId, Score> scores = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Score> eldest) {
            return size() > MAX_NODES;
        }
    };

    Penalties(Duration ban) {
        this.ban = ban;
    }

    /** Adds points, unless the node is banned already; true when that gets it banned now. */
    boolean add(NodeId node, int points, long now) {
        if (!bannedFor(node, now).isZero()) {
            return false;
        }
        Score score = scores.computeIfAbsent(node, id -> new Score(now));
        score.points = score.points * Math.pow(0.5, (now - score.since) / HALF_LIFE_NANOS) + points;
        score.since = now;
        if (score.points < LIMIT) {
            return false;
        }
        score.points = 0;
        score.banned = true;
        score.bannedUntil = now + ban.toNanos();
        return true;
    }

    /** How long the node is still banned; zero when it is not. */
    Duration bannedFor(NodeId node, long now) {
        Score score = scores.get(node);
        if (score == null || !score.banned || score.bannedUntil - now <= 0) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(score.bannedUntil - now);
    }

    private static final class Score {
        double points;
        long since;
        boolean banned;
        long bannedUntil;

        Score(long since) {
            this.since = since;
        }
    }
}

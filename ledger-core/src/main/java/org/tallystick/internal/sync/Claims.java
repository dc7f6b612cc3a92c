package org.tallystick.internal.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tallystick.model.NodeId;
import org.tallystick.model.ValidatorSet;

/**
 * What connected peers say of their heights, and whose turn it is to be asked. They take turns, whatever they claim, so
 * that one that claims much and delivers little, or slowly, does not keep this node from the others. One thread uses it.
 */
final class Claims {
    private static final long FIRST_PAUSE_MS = 2_000;
    private static final int MOST_DOUBLINGS = 5;
    private static final int FAILURES_IN_GOOD_FAITH = 3;
    private static final long NONE = -1;

    /** Who stands so far above what it was asked for, and has it not, has removed it. */
    private static final int FAR = 64;

    private static final class Claim {
        private long height;
        private long stands; // by its own word
        private long removed = NONE; // blocks up to this height it had and has no more
        private int failures;
        private boolean passedOver;
    }

    private final TreeMap<NodeId, Claim> claims = new TreeMap<>(); // one entry a connected peer
    private NodeId last;

    void connected(NodeId peer) {
        claims.putIfAbsent(peer, new Claim());
    }

    void disconnected(NodeId peer) {
        claims.remove(peer);
    }

    /** A peer says where it stands; false when it is not connected. */
    boolean stands(NodeId peer, long height) {
        Claim claim = claims.get(peer);
        if (claim == null) {
            return false;
        }
        claim.height = height;
        claim.stands = height;
        claim.passedOver = false;
        return true;
    }

    /** A peer has shown that something is final. */
    void reaches(NodeId peer, long height) {
        Claim claim = claims.get(peer);
        if (claim != null) {
            claim.height = Math.max(claim.height, height);
            claim.passedOver = false;
        }
    }

    /** The peer to be asked next for what is at a height and above, of those that are not busy. */
    Optional<NodeId> next(long height, Set<NodeId> busy) {
        if (last != null) {
            for (NodeId peer : claims.tailMap(last, false).keySet()) {
                if (isUseful(claims.get(peer), height) && !busy.contains(peer)) {
                    return take(peer);
                }
            }
        }
        for (NodeId peer : claims.keySet()) {
            if (isUseful(claims.get(peer), height) && !busy.contains(peer)) {
                return take(peer);
            }
        }
        return Optional.empty();
    }

    private Optional<NodeId> take(NodeId peer) {
        last = peer;
        return Optional.of(peer);
    }

    private static boolean isUseful(Claim claim, long height) {
        return !claim.passedOver && claim.height >= height && claim.removed < height;
    }

    /** The peers that say they are at a height or above. */
    Set<NodeId> atLeast(long height) {
        Set<NodeId> found = new TreeSet<>();
        claims.forEach((peer, claim) -> {
            if (claim.height >= height) {
                found.add(peer);
            }
        });
        return found;
    }

    /** The greatest height claimed by one that is not passed over, and may have the block above this one; 0 for none. */
    long greatest(long own) {
        long greatest = 0;
        for (Claim claim : claims.values()) {
            greatest = claim.passedOver || claim.removed > own ? greatest : Math.max(greatest, claim.height);
        }
        return greatest;
    }

    /**
     * A height that some of the validators say they have reached and that not all of them lie about; 0 when too few say
     * anything.
     */
    long credible(ValidatorSet validators) {
        List<Long> heights = new ArrayList<>();
        claims.forEach((peer, claim) -> {
            if (validators.indexOf(peer).isPresent()) {
                heights.add(claim.stands);
            }
        });
        return beyondLies(heights, validators);
    }

    /** The greatest of some validators' heights but so many as may all be lies; 0 when there are no more than those. */
    private static long beyondLies(List<Long> heights, ValidatorSet validators) {
        heights.sort(Comparator.reverseOrder());
        int third = validators.size() / 3; // one more than so many are not all liars
        return heights.size() > third ? heights.get(third) : 0;
    }

    /** The peer has delivered. */
    void delivered(NodeId peer) {
        Claim claim = claims.get(peer);
        if (claim != null) {
            claim.failures = 0;
        }
    }

    /**
     * The peer says itself that it has not the block at a height: it has nothing more, until it says something else; or it
     * stands far above and has removed it, with all below, and then will not have it again.
     */
    void hasNothing(NodeId peer, long height) {
        Claim claim = claims.get(peer);
        if (claim == null) {
            return;
        }
        if (claim.stands >= height + FAR) {
            claim.removed = Math.max(claim.removed, height);
        } else {
            claim.height = 0;
            claim.passedOver = false;
        }
    }

    /**
     * Where peers stand when none that may be asked has the block at a height any more; 0 when somebody may have it, or when
     * no more than a third of some validators say that they have removed it, as those may all lie.
     */
    long standsWithout(long height, ValidatorSet validators) {
        List<Long> heights = new ArrayList<>();
        for (Map.Entry<NodeId, Claim> entry : claims.entrySet()) {
            Claim claim = entry.getValue();
            boolean mayAnswer = !claim.passedOver || claim.failures < FAILURES_IN_GOOD_FAITH;
            if (claim.height >= height && claim.removed < height && mayAnswer) {
                return 0;
            }
            if (claim.removed >= height && validators.indexOf(entry.getKey()).isPresent()) {
                heights.add(claim.stands);
            }
        }
        return beyondLies(heights, validators);
    }

    /** The peer is passed over for a while, or until it says something new; how long, if it is still connected. */
    Optional<Duration> failed(NodeId peer) {
        Claim claim = claims.get(peer);
        if (claim == null) {
            return Optional.empty();
        }
        claim.passedOver = true;
        int doublings = Math.min(claim.failures++, MOST_DOUBLINGS);
        return Optional.of(Duration.ofMillis(FIRST_PAUSE_MS << doublings));
    }

    /** The while is over. */
    void again(NodeId peer) {
        Claim claim = claims.get(peer);
        if (claim != null) {
            claim.passedOver = false;
        }
    }
}

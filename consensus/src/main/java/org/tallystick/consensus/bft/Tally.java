package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tallystick.model.NodeId;

/** The verified votes of one kind in one view. */
final class Tally {
    /** Most subjects an individual validator may vote for before its further votes are ignored. */
    private static final int MAX_SUBJECTS_OF_ONE = 2;

    private static final int MAX_PARKED = 8;

    /** Votes by the index of their validator; at most one each. */
    private static final class Ballots {
        private Vote[] votes = new Vote[8];

        Vote of(int validator) {
            return validator < votes.length ? votes[validator] : null;
        }

        void put(int validator, Vote vote) {
            if (validator >= votes.length) {
                votes = Arrays.copyOf(votes, Math.max(2 * votes.length, validator + 1));
            }
            votes[validator] = vote;
        }
    }

    /** The votes that say the same. */
    private static final class Group {
        private final Subject subject;
        private final Ballots ballots = new Ballots();
        private int count;

        Group(Subject subject) {
            this.subject = subject;
        }
    }

    private final List<Group> groups = new ArrayList<>(1);
    private final Ballots pending = new Ballots();
    private final Set<Vote> furtherPending = new HashSet<>(0); // of validators of whom one is pending already
    private final Map<NodeId, Certificate> parked = new LinkedHashMap<>();
    private Certificate certificate;

    /** Adds a verified vote. False when it was there already. */
    boolean add(Vote vote) {
        Group group = group(vote.subject());
        if (group == null) {
            group = new Group(vote.subject());
            groups.add(group);
        }
        if (group.ballots.of(vote.validator()) != null) {
            return false;
        }
        group.ballots.put(vote.validator(), vote);
        group.count++;
        return true;
    }

    /** A verified vote of the validator that says something else, or null. */
    Vote contradicting(Vote vote) {
        for (Group group : groups) {
            Vote other = group.ballots.of(vote.validator());
            if (other != null && !group.subject.equals(vote.subject())) {
                return other;
            }
        }
        return null;
    }

    /** Any verified vote of the validator, or null. */
    Vote of(int validator) {
        for (Group group : groups) {
            Vote vote = group.ballots.of(validator);
            if (vote != null) {
                return vote;
            }
        }
        return null;
    }

    boolean has(Vote vote) {
        return find(vote) != null;
    }

    /** The verified vote of the same validator that says the same, or null. Its signature may be another. */
    Vote find(Vote vote) {
        Group group = group(vote.subject());
        return group == null ? null : group.ballots.of(vote.validator());
    }

    /** Whether the validator has said as much as is listened to. */
    boolean exhausted(int validator) {
        int subjects = 0;
        for (Group group : groups) {
            if (group.ballots.of(validator) != null) {
                subjects++;
            }
        }
        return subjects >= MAX_SUBJECTS_OF_ONE;
    }

    /** How many verified votes there are, whatever they say. */
    int size() {
        int size = 0;
        for (Group group : groups) {
            size += group.count;
        }
        return size;
    }

    int count(Subject subject) {
        Group group = group(subject);
        return group == null ? 0 : group.count;
    }

    /** The first votes that make a quorum. */
    Certificate assemble(Subject subject, int quorum) {
        List<Vote> votes = new ArrayList<>(quorum);
        for (Vote vote : group(subject).ballots.votes) {
            if (vote != null && votes.size() < quorum) {
                votes.add(vote);
            }
        }
        return new Certificate(subject, votes);
    }

    /** The certificate of this kind and view, or null. */
    Certificate certificate() {
        return certificate;
    }

    void certify(Certificate known) {
        certificate = known;
        parked.clear();
    }

    /** Notes that a vote's signature is being checked. False when this very vote is being checked already. */
    boolean startCheck(Vote vote) {
        Vote other = pending.of(vote.validator());
        if (other == null) {
            if (!furtherPending.isEmpty() && furtherPending.contains(vote)) {
                return false;
            }
            pending.put(vote.validator(), vote);
            return true;
        }
        return !other.equals(vote) && furtherPending.add(vote);
    }

    void endCheck(Vote vote) {
        if (vote.equals(pending.of(vote.validator()))) {
            pending.put(vote.validator(), null);
        } else {
            furtherPending.remove(vote);
        }
    }

    boolean isPending(Vote vote) {
        return vote.equals(pending.of(vote.validator())) || furtherPending.contains(vote);
    }

    /**
     * Keeps a certificate that waits for the outcome of checks under way, which may make its own needless. One for each
     * of a few senders, so that a sender of false ones does not displace a true one.
     */
    void park(NodeId from, Certificate waiting) {
        if (parked.size() < MAX_PARKED) {
            parked.putIfAbsent(from, waiting);
        }
    }

    /** Lets go of a certificate in which a signature has turned out false: nothing that is awaited makes it good. */
    void discard(NodeId from, Certificate spoilt) {
        parked.remove(from, spoilt);
    }

    /** Hands out what was parked, by sender. */
    Map<NodeId, Certificate> takeParked() {
        Map<NodeId, Certificate> taken = new LinkedHashMap<>(parked);
        parked.clear();
        return taken;
    }

    private Group group(Subject subject) {
        for (Group group : groups) {
            if (group.subject.equals(subject)) {
                return group;
            }
        }
        return null;
    }
}

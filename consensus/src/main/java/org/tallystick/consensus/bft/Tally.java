package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tallystick.model.NodeId;

/** The verified votes of one kind in one view. */
final class Tally {
    /** Most subjects an individual validator may vote for before its further votes are ignored. */
    private static final int MAX_SUBJECTS_OF_ONE = 2;

    private static final int MAX_PARKED = 8;

    /** The votes that say the same. */
    private static final class Group {
        private final Subject subject;
        private final TreeMap<Integer, Vote> votes = new TreeMap<>();

        Group(Subject subject) {
            this.subject = subject;
        }
    }

    private final List<Group> groups = new ArrayList<>(1);
    private final Set<Vote> pending = new HashSet<>();
    private final Map<NodeId, Certificate> parked = new LinkedHashMap<>();
    private Certificate certificate;

    /** Adds a verified vote. False when it was there already. */
    boolean add(Vote vote) {
        Group group = group(vote.subject());
        if (group == null) {
            group = new Group(vote.subject());
            groups.add(group);
        }
        return group.votes.putIfAbsent(vote.validator(), vote) == null;
    }

    /** A verified vote of the validator that says something else, or null. */
    Vote contradicting(Vote vote) {
        for (Group group : groups) {
            Vote other = group.votes.get(vote.validator());
            if (other != null && !group.subject.equals(vote.subject())) {
                return other;
            }
        }
        return null;
    }

    /** Any verified vote of the validator, or null. */
    Vote of(int validator) {
        for (Group group : groups) {
            Vote vote = group.votes.get(validator);
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
        return group == null ? null : group.votes.get(vote.validator());
    }

    /** Whether the validator has said as much as is listened to. */
    boolean exhausted(int validator) {
        int subjects = 0;
        for (Group group : groups) {
            if (group.votes.containsKey(validator)) {
                subjects++;
            }
        }
        return subjects >= MAX_SUBJECTS_OF_ONE;
    }

    int count(Subject subject) {
        Group group = group(subject);
        return group == null ? 0 : group.votes.size();
    }

    /** The first votes that make a quorum. */
    Certificate assemble(Subject subject, int quorum) {
        List<Vote> votes = new ArrayList<>(quorum);
        for (Vote vote : group(subject).votes.values()) {
            if (votes.size() < quorum) {
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
        return pending.add(vote);
    }

    void endCheck(Vote vote) {
        pending.remove(vote);
    }

    boolean isPending(Vote vote) {
        return pending.contains(vote);
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

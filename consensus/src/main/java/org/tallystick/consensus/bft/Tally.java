package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The verified votes of one kind in one view. */
final class Tally {
    /** Most subjects an individual validator may vote for before its further votes are ignored. */
    private static final int MAX_SUBJECTS_OF_ONE = 2;

    /** The votes that say the same. */
    private static final class Group {
        private final Subject subject;
        private final Vote[] votes;
        private int count;

        Group(Subject subject, int validators) {
            this.subject = subject;
            this.votes = new Vote[validators];
        }
    }

    private final int validators;
    private final List<Group> groups = new ArrayList<>(1);
    private final Set<Vote> pending = new HashSet<>();
    private Certificate certificate;
    private Certificate parked;

    Tally(int validators) {
        this.validators = validators;
    }

    /** Adds a verified vote. False when it was there already. */
    boolean add(Vote vote) {
        Group group = group(vote.subject());
        if (group == null) {
            group = new Group(vote.subject(), validators);
            groups.add(group);
        }
        if (group.votes[vote.validator()] != null) {
            return false;
        }
        group.votes[vote.validator()] = vote;
        group.count++;
        return true;
    }

    /** A verified vote of the validator that says something else, or null. */
    Vote contradicting(Vote vote) {
        for (Group group : groups) {
            if (group.votes[vote.validator()] != null && !group.subject.equals(vote.subject())) {
                return group.votes[vote.validator()];
            }
        }
        return null;
    }

    /** Any verified vote of the validator, or null. */
    Vote of(int validator) {
        for (Group group : groups) {
            if (group.votes[validator] != null) {
                return group.votes[validator];
            }
        }
        return null;
    }

    boolean has(Vote vote) {
        Group group = group(vote.subject());
        return group != null && group.votes[vote.validator()] != null;
    }

    /** Whether the validator has said as much as is listened to. */
    boolean exhausted(int validator) {
        int subjects = 0;
        for (Group group : groups) {
            if (group.votes[validator] != null) {
                subjects++;
            }
        }
        return subjects >= MAX_SUBJECTS_OF_ONE;
    }

    int count(Subject subject) {
        Group group = group(subject);
        return group == null ? 0 : group.count;
    }

    /** The first votes that make a quorum. */
    Certificate assemble(Subject subject, int quorum) {
        List<Vote> votes = new ArrayList<>(quorum);
        for (Vote vote : group(subject).votes) {
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
        parked = null;
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

    /** A certificate that waits for the outcome of checks under way, which may make its own needless. */
    void park(Certificate waiting) {
        parked = waiting;
    }

    Certificate takeParked() {
        Certificate taken = parked;
        parked = null;
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

package org.tallystick.consensus.bft;

import java.util.List;

/**
 * Votes of several validators that say the same. Whether they are enough, and genuine, is for the reader to check.
 *
 * @param subject what all of them say
 * @param votes by ascending validator, each validator once
 */
record Certificate(Subject subject, List<Vote> votes) implements Item {
    Certificate {
        votes = List.copyOf(votes);
        int last = -1;
        for (Vote vote : votes) {
            if (vote.validator() <= last || !vote.subject().equals(subject)) {
                throw new IllegalArgumentException("the votes of a certificate say the same and are sorted");
            }
            last = vote.validator();
        }
    }

    VoteKind kind() {
        return subject.kind();
    }

    long view() {
        return subject.view();
    }

    /** The vote of a validator in it, or null. */
    Vote of(int validator) {
        for (Vote vote : votes) {
            if (vote.validator() == validator) {
                return vote;
            }
        }
        return null;
    }
}

package org.tallystick.model;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The validators of one epoch, in the order that decides who leads when.
 *
 * @param epoch counted from 0
 * @param validators 1 to {@link #MAX_SIZE}; no key twice, neither as voting key nor as node key
 */
public record ValidatorSet(long epoch, List<Validator> validators) {
    /** The most validators a set may have. */
    public static final int MAX_SIZE = 1024;

    /** Checks the bounds and copies the list. */
    public ValidatorSet {
        validators = List.copyOf(validators);
        if (epoch < 0 || validators.isEmpty() || validators.size() > MAX_SIZE) {
            throw new IllegalArgumentException("a validator set has 1 to 1024 members and an epoch from 0");
        }
        Set<PublicKey> seen = new HashSet<>();
        for (Validator validator : validators) {
            if (!seen.add(validator.key()) || !seen.add(validator.node().key())) {
                throw new IllegalArgumentException(
                        "validator " + validator.name() + " has a key or node that is in this"
                                + " set already; each validator needs a voting key and a node key of its own");
            }
        }
    }

    /** The number of validators, n. */
    public int size() {
        return validators.size();
    }

    /** How many may be faulty: the largest f with n ≥ 3f + 1. */
    public int maxFaulty() {
        return (size() - 1) / 3;
    }

    /** How many must agree: n − f. */
    public int quorum() {
        return size() - maxFaulty();
    }

    /** The validator at an index. */
    public Validator get(int index) {
        return validators.get(index);
    }

    /** The index of the validator with a voting key. */
    public OptionalInt indexOf(PublicKey key) {
        for (int i = 0; i < validators.size(); i++) {
            if (validators.get(i).key().equals(key)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The index of the validator for which a node speaks. */
    public OptionalInt indexOf(NodeId node) {
        for (int i = 0; i < validators.size(); i++) {
            if (validators.get(i).node().equals(node)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}

package org.tallystick.contract.governance;

import java.util.Objects;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Validator;

/** One thing that a proposal would change. */
public sealed interface Change {
    /** A further validator, at the end of the list. */
    record AddValidator(Validator validator) implements Change {
        /** Refuses null. */
        public AddValidator {
            Objects.requireNonNull(validator, "validator");
        }
    }

    /** One validator less. */
    record RemoveValidator(PublicKey key) implements Change {
        /** Refuses null. */
        public RemoveValidator {
            Objects.requireNonNull(key, "key");
        }
    }

    /**
     * Another validator in the place of one; with the same node and a new key this replaces the key alone.
     *
     * @param key the voting key of the one that goes
     * @param by the one that comes; its voting key must be another
     */
    record ReplaceValidator(PublicKey key, Validator by) implements Change {
        /** Refuses null and a voting key that stays. */
        public ReplaceValidator {
            Objects.requireNonNull(key, "key");
            if (by.key().equals(key)) {
                throw new IllegalArgumentException(
                        "a validator is replaced by one with another voting key: two machines must never hold one key");
            }
        }
    }

    /** Other settings. */
    record SetParameters(Parameters parameters) implements Change {
        /** Refuses null. */
        public SetParameters {
            Objects.requireNonNull(parameters, "parameters");
        }
    }
}

package org.tallystick.model;

import java.util.Objects;

/**
 * What an epoch fixes: who decides, and the settings. It stays the same from the epoch's first block to its last; its
 * hash stands in every header.
 *
 * @param validators the validators, with the epoch's number
 * @param parameters the settings
 */
public record LedgerConfig(ValidatorSet validators, Parameters parameters) {
    /** Refuses null. */
    public LedgerConfig {
        Objects.requireNonNull(validators, "validators");
        Objects.requireNonNull(parameters, "parameters");
    }

    /** The number of the epoch, from 0. */
    public long epoch() {
        return validators.epoch();
    }
}

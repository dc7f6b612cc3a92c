package org.tallystick.spi.consensus;

import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Evidence;
import org.tallystick.model.ValidatorSet;

/**
 * Decides whether evidence proves what it says. A function of its arguments: whoever has the validators of the epoch can
 * ask it, without a node. May be called from any thread.
 */
@FunctionalInterface
public interface EvidenceVerifier {
    /** Believes nothing; for engines in which nobody can contradict itself. */
    EvidenceVerifier NONE = (evidence, validators, signatures) -> false;

    /**
     * Whether the validator that the evidence names signed both messages, and no honest validator signs both. Never
     * throws on bad input. The caller has seen to it that the chain and the engine are the right ones.
     *
     * @param validators those of the epoch that the evidence names
     */
    boolean proves(Evidence evidence, ValidatorSet validators, SignatureVerifier signatures);
}

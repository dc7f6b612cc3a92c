package org.tallystick.api;

import org.tallystick.proof.Proof;

/** What {@link Ledger#prove} came to. */
public sealed interface ProofResult {
    /** The proof; {@link Proof#toBytes()} makes a file of it. */
    record Made(Proof proof) implements ProofResult {}

    /** There is nothing final to prove yet; asking again later makes sense. */
    record NotFinalYet(String message) implements ProofResult {}

    /** This node knows of no such thing. */
    record Unknown(String message) implements ProofResult {}

    /** This node no longer has, or never had, what the proof is made from; one that keeps more may have it. */
    record Pruned(String message) implements ProofResult {}

    /**
     * The proof.
     *
     * @throws LedgerException when there is none, with the reason
     */
    default Proof orThrow() {
        if (this instanceof Made made) {
            return made.proof();
        }
        throw new LedgerException("no proof: " + this);
    }
}

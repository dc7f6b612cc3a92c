package org.tallystick.spi.consensus;

import org.tallystick.model.Parameters;
import org.tallystick.model.ValidatorSet;

/**
 * The plug-in: a consensus engine. Constructing one does nothing; one object may serve several nodes. How to write one
 * stands in {@code ledger-core/docs/writing-an-engine.md}.
 */
public interface ConsensusEngine {
    /** The name that a genesis asks for, such as {@code bft}. */
    String name();

    /**
     * Refuses validators and parameters that the engine cannot run with; by default none. Called before a node opens,
     * and on a ledger with governors for everything that they propose, from any thread: there the answer is part of the
     * ledger's outcomes, so it must depend on nothing but the arguments, and be the same in every version.
     *
     * @throws IllegalArgumentException says what is wrong and what would be right
     */
    default void require(ValidatorSet validators, Parameters parameters) {}

    /** How many of the validators must be up and connected for the ledger to go on; for the node's health. */
    default int needed(ValidatorSet validators) {
        return validators.quorum();
    }

    /**
     * How long, in milliseconds, the engine by itself lets pass on average from one block to the next while there is work;
     * by default 0, for one that is as fast as it can be. Transactions for a few such blocks may wait before a node refuses
     * more as {@code BUSY}. Stateless.
     */
    default int paceMillis(Parameters parameters) {
        return 0;
    }

    /** Judges certificates without any running protocol; for catching up and for outsiders. Stateless. */
    FinalityVerifier finalityVerifier(Parameters parameters);

    /** What the engine asks of every header beside what the ledger does; by default nothing. Stateless. */
    default HeaderRule headerRule(Parameters parameters) {
        return HeaderRule.NONE;
    }

    /**
     * Whether the engine heeds {@link Outlook}: fills an ending epoch with empty blocks, and goes on with the validators
     * and parameters that a final block announces. One that does not cannot run a ledger that has governors.
     */
    default boolean followsChanges() {
        return false;
    }

    /** Judges what {@link Effect.Accuse} brought up here or elsewhere; by default nothing is believed. Stateless. */
    default EvidenceVerifier evidenceVerifier() {
        return EvidenceVerifier.NONE;
    }

    /** A new protocol instance for one node. It does nothing until it handles {@link Event.Start}. */
    ConsensusProtocol create(EngineContext context);
}

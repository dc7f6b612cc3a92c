package org.tallystick.testkit.sim;

import java.util.List;
import java.util.Optional;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.testkit.sim.fault.FaultType;
import org.tallystick.testkit.sim.villain.Lying;
import org.tallystick.testkit.sim.villain.Silent;
import org.tallystick.testkit.sim.villain.Villain;
import org.tallystick.testkit.sim.villain.Withholding;

/** An engine as simulations know it: the production class, and what is needed to be unfair to it. */
public interface SimEngine {
    /** Its name in a genesis. */
    String name();

    /** The production engine. */
    ConsensusEngine engine();

    /** The engine for machines that share their keys with another one; it must not notice that. */
    ConsensusEngine twin();

    /** What its parameters say to it beside what all engines are told. */
    default Bytes settings() {
        return Bytes.EMPTY;
    }

    /** The same in random scenarios, where faulty validators must have no luck worth mentioning. */
    default Bytes settingsAmidFaults() {
        return settings();
    }

    /** The ways in which its validators can be faulty. */
    default List<Villain> villains() {
        return List.of(new Silent(), new Withholding(), new Lying());
    }

    /**
     * The villain with a name.
     *
     * @throws IllegalArgumentException with all names, if there is none
     */
    default Villain villain(String name) {
        return villains().stream()
                .filter(villain -> villain.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no villain \"" + name + "\"; known are "
                        + villains().stream().map(Villain::name).toList()));
    }

    /** Whether the engine promises to name the culprits of a fork, see {@link #witness}. */
    default boolean namesCulprits() {
        return false;
    }

    /**
     * Somebody who names the culprits of a fork, for an engine that promises to name them; for the validators of the
     * genesis.
     */
    default Optional<SimWitness> witness(Genesis genesis, SignatureVerifier signatures) {
        return Optional.empty();
    }

    /** Whether the engine claims to bear a fault; one that it does not is left out of random scenarios. */
    default boolean bears(FaultType fault) {
        return fault.reach() != FaultType.Reach.VALIDATORS || engine().followsChanges();
    }

    /** The nearest to a fault drawn that is within what the engine assumes of its network; for those that it bears. */
    default SimFault within(SimFault drawn) {
        return drawn;
    }

    /** Whether faults may strike only the same few validators in a run, as many as may be faulty. */
    default boolean bearsFaultsOfFewOnly() {
        return false;
    }

    /** Whether the engine claims to bear validators whose keys two machines hold. */
    default boolean bearsTwins() {
        return true;
    }

    /** The network that random scenarios have, which the engine may ask to be faster than what was drawn. */
    default SimProfile network(SimLatency drawn) {
        return drawn;
    }

    /** The longest that may pass, by the protocol's promise, from the healing of everything to the next block; in ns. */
    default long recoveryBound(SimCluster.Shape shape) {
        return (maxFaulty(shape.validators()) + 1L) * shape.parameters().maxViewTimeoutMs() * 1_000_000;
    }

    /** The same when it is known how many validators are dead or faulty in any way. */
    default long recoveryBound(SimCluster.Shape shape, int dead) {
        return recoveryBound(shape);
    }

    /** Whether the engine claims to go on after an outage of all connections, however long. */
    default boolean bearsOutages() {
        return false;
    }

    /** Whether a ledger with nothing to order writes nothing and says nothing. */
    default boolean restsWhenIdle() {
        return true;
    }

    /** How many of some validators may be faulty in any way without harm. */
    default int maxFaulty(int validators) {
        return (validators - 1) / 3;
    }
}

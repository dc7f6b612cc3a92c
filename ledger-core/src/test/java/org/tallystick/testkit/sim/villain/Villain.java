package org.tallystick.testkit.sim.villain;

import java.util.random.RandomGenerator;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.testkit.sim.SimCrypto;

/** A way of being faulty. Without state: one object serves many runs, each life of a node gets its own protocol. */
public interface Villain {
    /** Its name in lists of faults; never changes. */
    String name();

    /**
     * Makes the faulty protocol.
     *
     * @param honest what the engine would do; may be asked or left alone
     * @param context what the engine was told
     * @param crypto makes the keys of other validators too: what they signed for another chain, say, anyone may have
     * @param chance all that is random comes from here
     */
    ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance);
}

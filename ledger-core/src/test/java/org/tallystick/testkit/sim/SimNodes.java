package org.tallystick.testkit.sim;

import java.util.List;
import java.util.Optional;
import org.tallystick.api.Ledger;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Genesis;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.transport.Transport;

/** Makes the nodes of a simulated cluster: the one place that knows how a node is put together. */
@FunctionalInterface
public interface SimNodes {
    /** Opens a node. Called on the simulation's only thread, so it must not wait for a task of its own. */
    Ledger open(Parts parts);

    /** The longest that may pass, by the protocol's promise, from the healing of everything to the next block; in ns. */
    default long recoveryBound(SimCluster.Shape shape) {
        int maxFaulty = (shape.validators() - 1) / 3;
        return (maxFaulty + 1L) * shape.parameters().maxViewTimeoutMs() * 1_000_000;
    }

    /** The same when it is known how many validators are dead or faulty in any way. */
    default long recoveryBound(SimCluster.Shape shape, int dead) {
        return recoveryBound(shape);
    }

    /** Whether a ledger with nothing to order writes nothing and says nothing. */
    default boolean restsWhenIdle() {
        return true;
    }

    /**
     * What a node is made of.
     *
     * @param machine its number
     * @param honest whether nobody else has its keys
     * @param genesis the ledger
     * @param nodeKey names it on the network
     * @param voteKeys sign its votes, whichever the ledger lists for it
     * @param storage its disk
     * @param transport its way to the others
     * @param runtime its time, threads and chance
     * @param crypto makes and checks all signatures
     * @param villain in what way it is faulty on purpose, if it is
     * @param probe listens to the engine; may be null
     */
    record Parts(
            int machine,
            boolean honest,
            Genesis genesis,
            PrivateKey nodeKey,
            List<Signer> voteKeys,
            Storage storage,
            Transport transport,
            SimRuntime runtime,
            SimCrypto crypto,
            Optional<String> villain,
            SimProbe probe) {}
}

package org.tallystick.testkit.sim;

import java.util.Optional;
import org.tallystick.api.Ledger;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Genesis;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.transport.Transport;

/** Makes the nodes of a simulated cluster: the one place that knows how a node is put together. */
@FunctionalInterface
public interface SimNodes {
    /** Opens a node. Called on the simulation's only thread, so it must not wait for a task of its own. */
    Ledger open(Parts parts);

    /**
     * What a node is made of.
     *
     * @param machine its number
     * @param honest whether nobody else has its keys
     * @param genesis the ledger
     * @param nodeKey names it on the network
     * @param voteKey signs its votes; empty for an observer
     * @param storage its disk
     * @param transport its way to the others
     * @param runtime its time, threads and chance
     * @param signatures checks all signatures
     */
    record Parts(
            int machine,
            boolean honest,
            Genesis genesis,
            PrivateKey nodeKey,
            Optional<Signer> voteKey,
            Storage storage,
            Transport transport,
            SimRuntime runtime,
            SignatureVerifier signatures) {}
}

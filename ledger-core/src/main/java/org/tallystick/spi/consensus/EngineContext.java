package org.tallystick.spi.consensus;

import java.util.List;
import java.util.Optional;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.ValidatorSet;

/**
 * What a protocol instance is told.
 *
 * @param chainId the chain
 * @param validators the validators of the epoch that the node is in
 * @param parameters the settings in force
 * @param self this node on the network
 * @param signers the voting keys that this node holds: none for an observer, and more than one while a key is being
 *     replaced
 */
public record EngineContext(
        Hash chainId, ValidatorSet validators, Parameters parameters, NodeId self, List<Signer> signers) {
    /** Copies the list. */
    public EngineContext {
        signers = List.copyOf(signers);
    }

    /** For a node with at most one voting key. */
    public EngineContext(
            Hash chainId, ValidatorSet validators, Parameters parameters, NodeId self, Optional<Signer> signer) {
        this(chainId, validators, parameters, self, signer.stream().toList());
    }

    /** The key with which this node votes in the epoch: one that it holds and that is listed for it; else it observes. */
    public Optional<Signer> signer() {
        return signers.stream()
                .filter(held -> validators.indexOf(held.publicKey()).stream()
                        .anyMatch(index -> validators.get(index).node().equals(self)))
                .findFirst();
    }

    /** The same node in another epoch. */
    public EngineContext in(LedgerConfig config) {
        return new EngineContext(chainId, config.validators(), config.parameters(), self, signers);
    }
}

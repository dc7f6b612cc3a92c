package org.tallystick.spi.consensus;

import java.util.Optional;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Hash;
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
 * @param signer this node's voting key; empty for an observer. A key that is not in {@code validators} makes an
 *     observer too
 */
public record EngineContext(
        Hash chainId, ValidatorSet validators, Parameters parameters, NodeId self, Optional<Signer> signer) {}

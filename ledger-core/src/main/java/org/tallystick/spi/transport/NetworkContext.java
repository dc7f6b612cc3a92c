package org.tallystick.spi.transport;

import java.util.function.Predicate;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * What a transport is told about the node that it serves.
 *
 * @param chainId the chain; peers of another are refused with the reason
 * @param protocolVersion of the messages; peers with another are refused with the reason
 * @param nodeKey the node's transport key, which it proves to every peer
 * @param admission whether the ledger lets a node connect; cheap, may be called from any thread, may change its answer
 * @param runtime time, chance and the schedule; a transport may have I/O threads of its own besides
 */
public record NetworkContext(
        Hash chainId, int protocolVersion, PrivateKey nodeKey, Predicate<NodeId> admission, NodeRuntime runtime) {
    /** The id that this node has on the network. */
    public NodeId self() {
        return new NodeId(nodeKey.publicKey());
    }
}

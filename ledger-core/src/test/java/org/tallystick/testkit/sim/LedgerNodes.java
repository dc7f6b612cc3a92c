package org.tallystick.testkit.sim;

import java.util.List;
import org.tallystick.api.Ledger;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.node.NodeConfig;
import org.tallystick.spi.consensus.ConsensusEngine;

/** The production node with a consensus engine. */
public final class LedgerNodes implements SimNodes {
    private final ConsensusEngine engine;

    /** Nodes with an engine. */
    public LedgerNodes(ConsensusEngine engine) {
        this.engine = engine;
    }

    @Override
    public Ledger open(Parts parts) {
        return NodeAssembly.open(new NodeConfig(
                parts.genesis(),
                parts.nodeKey(),
                parts.voteKey(),
                parts.storage(),
                parts.transport(),
                engine,
                List.of(new TokenContract()),
                parts.signatures(),
                MempoolLimits.DEFAULT,
                (name, uncaught) -> {
                    parts.runtime().setUncaught(uncaught);
                    return parts.runtime();
                }));
    }
}

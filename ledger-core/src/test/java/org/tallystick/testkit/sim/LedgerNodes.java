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
    private final ConsensusEngine traitors;

    /** Nodes with an engine. */
    public LedgerNodes(ConsensusEngine engine) {
        this(engine, engine);
    }

    /** Nodes with an engine, and with another one on machines that share their keys with a twin. */
    public LedgerNodes(ConsensusEngine engine, ConsensusEngine traitors) {
        this.engine = engine;
        this.traitors = traitors;
    }

    @Override
    public Ledger open(Parts parts) {
        return NodeAssembly.open(new NodeConfig(
                parts.genesis(),
                parts.nodeKey(),
                parts.voteKey(),
                parts.storage(),
                parts.transport(),
                parts.honest() ? engine : traitors,
                List.of(new TokenContract()),
                parts.signatures(),
                MempoolLimits.DEFAULT,
                (name, uncaught) -> {
                    parts.runtime().setUncaught(uncaught);
                    return parts.runtime();
                }));
    }
}

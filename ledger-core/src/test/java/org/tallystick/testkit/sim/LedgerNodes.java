package org.tallystick.testkit.sim;

import java.util.List;
import org.tallystick.api.Ledger;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.node.NodeConfig;
import org.tallystick.internal.sync.SyncLimits;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.testkit.sim.villain.Villain;

/** The production node with a consensus engine. */
public final class LedgerNodes implements SimNodes {
    private final SimEngine engine;

    /** Nodes with an engine, or with a spoilt one where the cluster says so. */
    public LedgerNodes(SimEngine engine) {
        this.engine = engine;
    }

    @Override
    public Ledger open(Parts parts) {
        return NodeAssembly.open(new NodeConfig(
                parts.genesis(),
                parts.nodeKey(),
                parts.voteKeys(),
                parts.storage(),
                parts.transport(),
                engineOf(parts),
                List.of(new TokenContract(), governance()),
                parts.crypto().verifier(),
                MempoolLimits.DEFAULT,
                new SyncLimits(Long.MAX_VALUE), // every block is compared
                (name, uncaught) -> {
                    parts.runtime().setUncaught(uncaught);
                    return parts.runtime();
                }));
    }

    @Override
    public long recoveryBound(SimCluster.Shape shape) {
        return engine.recoveryBound(shape);
    }

    @Override
    public long recoveryBound(SimCluster.Shape shape, int dead) {
        return engine.recoveryBound(shape, dead);
    }

    @Override
    public boolean restsWhenIdle() {
        return engine.restsWhenIdle();
    }

    private GovernanceContract governance() {
        return new GovernanceContract(config -> engine.engine().require(config.validators(), config.parameters()));
    }

    private ConsensusEngine engineOf(Parts parts) {
        SimRuntime runtime = parts.runtime();
        if (parts.villain().isPresent()) {
            Villain villain = engine.villain(parts.villain().get());
            return new WrappedEngine(
                    engine.twin(),
                    (protocol, context) -> villain.corrupt(protocol, context, parts.crypto(), runtime.random()));
        }
        ConsensusEngine plain = parts.honest() ? engine.engine() : engine.twin();
        if (parts.probe() == null) {
            return plain;
        }
        return new WrappedEngine(
                plain, (protocol, context) -> new ProbedProtocol(protocol, parts.machine(), runtime, parts.probe()));
    }
}

package org.tallystick.testkit.sim;

import java.util.List;
import org.tallystick.api.Ledger;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.node.NodeConfig;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.FinalityVerifier;
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
                parts.voteKey(),
                parts.storage(),
                parts.transport(),
                engineOf(parts),
                List.of(new TokenContract()),
                parts.crypto().verifier(),
                MempoolLimits.DEFAULT,
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
    public boolean restsWhenIdle() {
        return engine.restsWhenIdle();
    }

    private ConsensusEngine engineOf(Parts parts) {
        if (parts.villain().isPresent()) {
            return new Corrupted(engine.twin(), engine.villain(parts.villain().get()), parts);
        }
        ConsensusEngine plain = parts.honest() ? engine.engine() : engine.twin();
        return parts.probe() == null ? plain : new ProbedEngine(plain, parts.machine(), parts.runtime(), parts.probe());
    }

    private record Corrupted(ConsensusEngine engine, Villain villain, Parts parts) implements ConsensusEngine {
        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public FinalityVerifier finalityVerifier() {
            return engine.finalityVerifier();
        }

        @Override
        public ConsensusProtocol create(EngineContext context) {
            return villain.corrupt(
                    engine.create(context),
                    context,
                    parts.crypto(),
                    parts.runtime().random());
        }
    }
}

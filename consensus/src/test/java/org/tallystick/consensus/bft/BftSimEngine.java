package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Genesis;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimWitness;
import org.tallystick.testkit.sim.villain.Villain;

/** The engine {@code bft} in simulations. */
public final class BftSimEngine implements SimEngine {
    /** Makes one; all are alike. */
    public BftSimEngine() {}

    @Override
    public String name() {
        return "bft";
    }

    @Override
    public ConsensusEngine engine() {
        return new BftEngine();
    }

    @Override
    public ConsensusEngine twin() {
        return new TwoFacedEngine();
    }

    @Override
    public boolean namesCulprits() {
        return true;
    }

    @Override
    public boolean bearsOutages() {
        return true;
    }

    /** One timeout that may be running, and one for the view of each leader who may be silent. */
    @Override
    public long recoveryBound(SimCluster.Shape shape, int dead) {
        return (dead + 1L) * shape.parameters().maxViewTimeoutMs() * 1_000_000;
    }

    @Override
    public Optional<SimWitness> witness(Genesis genesis, SignatureVerifier signatures) {
        return Optional.of(new BftWitness(genesis, signatures));
    }

    @Override
    public List<Villain> villains() {
        List<Villain> villains = new ArrayList<>(SimEngine.super.villains());
        villains.add(new Forging());
        villains.add(new Replaying());
        villains.add(new Equivocating());
        return villains;
    }
}

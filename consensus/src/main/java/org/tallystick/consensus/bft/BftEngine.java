package org.tallystick.consensus.bft;

import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EvidenceVerifier;
import org.tallystick.spi.consensus.FinalityVerifier;

/**
 * The engine {@code bft}: authorities known by name, at most f of n ≥ 3f + 1 of them faulty, partial synchrony, and
 * blocks that are final at once. It is Simplex (Chan and Pass, TCC 2023) in its notarize, nullify and finalize form.
 * What it does, byte for byte, stands in {@code ledger-core/docs/consensus-bft.md}.
 *
 * <p>One object may serve several nodes; it has no state.
 */
public final class BftEngine implements ConsensusEngine {
    /** The name that a genesis asks for. */
    public static final String NAME = "bft";

    private final FinalityVerifier verifier = new BftFinalityVerifier();

    /** Does nothing. */
    public BftEngine() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FinalityVerifier finalityVerifier(Parameters parameters) {
        return verifier;
    }

    @Override
    public boolean followsChanges() {
        return true;
    }

    @Override
    public EvidenceVerifier evidenceVerifier() {
        return new BftEvidence();
    }

    @Override
    public ConsensusProtocol create(EngineContext context) {
        return new BftProtocol(context);
    }
}

package org.tallystick.testkit.sim;

import java.util.function.BiFunction;
import org.tallystick.model.Parameters;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EvidenceVerifier;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.consensus.HeaderRule;

/** An engine with something around its protocol. */
record WrappedEngine(ConsensusEngine engine, BiFunction<ConsensusProtocol, EngineContext, ConsensusProtocol> wrapper)
        implements ConsensusEngine {
    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public void require(ValidatorSet validators, Parameters parameters) {
        engine.require(validators, parameters);
    }

    @Override
    public int needed(ValidatorSet validators) {
        return engine.needed(validators);
    }

    @Override
    public int paceMillis(Parameters parameters) {
        return engine.paceMillis(parameters);
    }

    @Override
    public boolean followsChanges() {
        return engine.followsChanges();
    }

    @Override
    public EvidenceVerifier evidenceVerifier() {
        return engine.evidenceVerifier();
    }

    @Override
    public FinalityVerifier finalityVerifier(Parameters parameters) {
        return engine.finalityVerifier(parameters);
    }

    @Override
    public HeaderRule headerRule(Parameters parameters) {
        return engine.headerRule(parameters);
    }

    @Override
    public ConsensusProtocol create(EngineContext context) {
        return wrapper.apply(engine.create(context), context);
    }
}

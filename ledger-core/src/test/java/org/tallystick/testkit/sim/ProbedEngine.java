package org.tallystick.testkit.sim;

import java.util.function.Consumer;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.FinalityVerifier;

/** An engine whose events and effects a listener hears of, without changing any. */
record ProbedEngine(ConsensusEngine engine, int machine, SimRuntime runtime, SimProbe probe)
        implements ConsensusEngine {
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
        ConsensusProtocol protocol = engine.create(context);
        return new ConsensusProtocol() {
            @Override
            public void handle(Event event, Consumer<Effect> effects) {
                probe.event(machine, runtime.now(), event);
                protocol.handle(event, effect -> {
                    probe.effect(machine, runtime.now(), effect);
                    effects.accept(effect);
                });
            }

            @Override
            public EngineStatus status() {
                return protocol.status();
            }
        };
    }
}

package org.tallystick.testkit.sim;

import java.util.function.Consumer;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;

/** A protocol whose events and effects a listener hears of, without changing any. */
record ProbedProtocol(ConsensusProtocol protocol, int machine, SimRuntime runtime, SimProbe probe)
        implements ConsensusProtocol {
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
}

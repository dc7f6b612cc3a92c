package org.tallystick.testkit.sim.villain;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.sim.SimCrypto;

/**
 * From the first final block on it follows everything and says nothing; connected, and so not to be told from a slow
 * one. Before, it answers: a small ledger starts for the first time only with all its validators.
 */
public record Silent() implements Villain {
    @Override
    public String name() {
        return "silent";
    }

    @Override
    public ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        return new ConsensusProtocol() {
            private boolean begun;

            @Override
            public void handle(Event event, Consumer<Effect> effects) {
                begun |= event instanceof Event.Finalized;
                begun |= event instanceof Event.Start start && start.head().height() > 0;
                honest.handle(event, effect -> {
                    if (!begun || !(effect instanceof Effect.Send || effect instanceof Effect.Broadcast)) {
                        effects.accept(effect);
                    }
                });
            }

            @Override
            public EngineStatus status() {
                return honest.status();
            }
        };
    }
}

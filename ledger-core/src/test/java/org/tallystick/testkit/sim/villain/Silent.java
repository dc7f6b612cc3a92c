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
 * From the fifth block or so on it follows everything and says nothing; connected, and so not to be told from a slow one.
 * Before, it answers: a ledger starts for the first time only when every validator has been told by q others that they
 * hold no vote of it.
 */
public record Silent() implements Villain {
    private static final int TALKATIVE = 5;

    @Override
    public String name() {
        return "silent";
    }

    @Override
    public ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        return new ConsensusProtocol() {
            private int finals;

            @Override
            public void handle(Event event, Consumer<Effect> effects) {
                if (event instanceof Event.Finalized
                        || (event instanceof Event.Start start && start.head().height() > 0)) {
                    finals++;
                }
                honest.handle(event, effect -> {
                    if (finals < TALKATIVE || !(effect instanceof Effect.Send || effect instanceof Effect.Broadcast)) {
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

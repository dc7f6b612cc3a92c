package org.tallystick.testkit.sim.villain;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.sim.SimCrypto;

/** Tells each thing to some of the others only, now to these and now to those. */
public record Withholding() implements Villain {
    @Override
    public String name() {
        return "withholding";
    }

    @Override
    public ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        return new ConsensusProtocol() {
            @Override
            public void handle(Event event, Consumer<Effect> effects) {
                honest.handle(event, effect -> pass(effect, effects));
            }

            private void pass(Effect effect, Consumer<Effect> effects) {
                if (effect instanceof Effect.Broadcast broadcast) {
                    double favour = chance.nextDouble();
                    for (int i = 0; i < context.validators().size(); i++) {
                        NodeId node = context.validators().get(i).node();
                        if (!node.equals(context.self()) && chance.nextDouble() < favour) {
                            effects.accept(new Effect.Send(node, broadcast.message()));
                        }
                    }
                } else if (!(effect instanceof Effect.Send) || chance.nextInt(3) > 0) {
                    effects.accept(effect);
                }
            }

            @Override
            public EngineStatus status() {
                return honest.status();
            }
        };
    }
}

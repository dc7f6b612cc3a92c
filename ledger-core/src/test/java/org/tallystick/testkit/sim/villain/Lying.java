package org.tallystick.testkit.sim.villain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.tallystick.model.Bytes;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.sim.SimCrypto;

/**
 * Does what the engine does, and besides sends others' messages again, to other nodes and much later, and spoilt copies
 * of all kinds: bits flipped, numbers changed, cut short, spliced.
 */
public record Lying() implements Villain {
    private static final int REMEMBERED = 64;

    @Override
    public String name() {
        return "lying";
    }

    @Override
    public ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        return new ConsensusProtocol() {
            private final List<Bytes> heard = new ArrayList<>();

            @Override
            public void handle(Event event, Consumer<Effect> effects) {
                honest.handle(event, effects);
                if (event instanceof Event.Received received) {
                    remember(received.message());
                    if (chance.nextInt(4) == 0) {
                        tell(heard.get(chance.nextInt(heard.size())), effects);
                    }
                }
            }

            private void remember(Bytes message) {
                if (heard.size() < REMEMBERED) {
                    heard.add(message);
                } else {
                    heard.set(chance.nextInt(REMEMBERED), message);
                }
            }

            private void tell(Bytes message, Consumer<Effect> effects) {
                NodeId to = context.validators()
                        .get(chance.nextInt(context.validators().size()))
                        .node();
                if (!to.equals(context.self())) {
                    Bytes said = chance.nextInt(3) == 0
                            ? message
                            : Bytes.wrap(Spoiler.spoil(
                                    message.toArray(),
                                    heard.get(chance.nextInt(heard.size())).toArray(),
                                    chance));
                    effects.accept(new Effect.Send(to, said));
                }
            }

            @Override
            public EngineStatus status() {
                return honest.status();
            }
        };
    }
}

package org.tallystick.consensus.pow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.villain.Villain;

/**
 * Keeps its blocks to itself until others find one or it has two, then tells them all at once (Eyal and Sirer, "Majority is
 * not enough", 2014); says nothing else meanwhile.
 */
record PrivateMining() implements Villain {
    /** Where the kind of a message stands, and what it is for blocks; see {@code consensus-poa.md}. */
    private static final int KIND_AT = 41;

    private static final int BLOCKS = 1;
    private static final int ENOUGH = 2;

    @Override
    public String name() {
        return "private-mining";
    }

    @Override
    public ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        return new ConsensusProtocol() {
            private final List<Effect> kept = new ArrayList<>();

            @Override
            public void handle(Event event, Consumer<Effect> effects) {
                honest.handle(event, effect -> pass(effect, effects));
                boolean othersFound = event instanceof Event.Received received && isBlocks(received.message());
                if (othersFound || kept.size() >= ENOUGH) {
                    kept.forEach(effects);
                    kept.clear();
                }
            }

            private void pass(Effect effect, Consumer<Effect> effects) {
                if (effect instanceof Effect.Broadcast broadcast && isBlocks(broadcast.message())) {
                    kept.add(effect);
                } else if (kept.isEmpty() || !(effect instanceof Effect.Broadcast || effect instanceof Effect.Send)) {
                    effects.accept(effect);
                }
            }

            @Override
            public EngineStatus status() {
                return honest.status();
            }
        };
    }

    private static boolean isBlocks(Bytes message) {
        return message.size() > KIND_AT && message.get(KIND_AT) == BLOCKS;
    }
}

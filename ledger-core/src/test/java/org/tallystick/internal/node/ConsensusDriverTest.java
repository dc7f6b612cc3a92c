package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.sim.SimClock;
import org.tallystick.testkit.sim.SimRuntime;
import org.tallystick.testkit.sim.SimScheduler;
import org.tallystick.testkit.sim.SimTrace;

class ConsensusDriverTest {
    private final List<String> log = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final SimScheduler scheduler = new SimScheduler();
    private final SimRuntime runtime =
            new SimRuntime(0, scheduler, new SimClock(), 1, new SimTrace(), (node, failure) -> failures.add(failure));
    private final ConsensusDriver driver = new ConsensusDriver(new Insatiable(), runtime, new LifeCycle("test"));

    /** Has another signature checked whatever becomes of the one before. */
    private final class Insatiable implements ConsensusProtocol {
        private boolean handling;

        @Override
        public void handle(Event event, Consumer<Effect> effects) {
            assertThat(handling).as("one event at a time").isFalse();
            handling = true;
            if (event instanceof Event.Verified verified) {
                log.add("v");
                effects.accept(new Effect.Verify(verified.request() + 1, List.of()));
            } else {
                log.add("other");
            }
            handling = false;
        }

        @Override
        public EngineStatus status() {
            return new EngineStatus(0, 0, EngineStatus.Role.OBSERVER, false, List.of(), "");
        }
    }

    @Test
    void answersAreHandledAtOnceButHoldNothingUpForLong() {
        driver.connect(
                new Outbox(null, Runnable::run, effect -> {}, new LifeCycle("test")),
                effect -> driver.answer(new Event.Verified(((Effect.Verify) effect).request(), true)));
        driver.post(new Event.Verified(0, true));
        driver.post(new Event.Work(1));
        for (int i = 0; i < 10; i++) {
            scheduler.step(1_000_000_000L);
        }
        assertThat(failures).isEmpty();
        assertThat(log.subList(0, 4)).containsOnly("v");
        assertThat(log).contains("other");
        assertThat(log.indexOf("other")).isLessThan(20);
    }
}

package org.tallystick.internal.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Runs a consensus protocol on its one thread: hands it events, keeps its timers, and passes its effects on, those whose
 * order matters to the {@link Outbox}, the others at once.
 */
final class ConsensusDriver {
    private static final Duration STATUS_LAG = Duration.ofMillis(25);
    private static final int CALM = 4;
    private static final int MOST_ANSWERS = 8;

    private final ConsensusProtocol protocol;
    private final NodeRuntime runtime;
    private final Executor thread;
    private final LifeCycle lifeCycle;
    private final Map<Integer, NodeRuntime.Scheduled> timers = new HashMap<>(); // on the thread
    private final Map<Integer, Long> timerSerial = new HashMap<>(); // on the thread
    private final Queue<Event> answers = new ArrayDeque<>(); // on the thread
    private int answered; // in this turn; on the thread
    private final AtomicBoolean statusDue = new AtomicBoolean();
    private final AtomicInteger waiting = new AtomicInteger();
    private Outbox outbox;
    private Consumer<Effect> immediate;
    private long serial; // on the thread
    private volatile EngineStatus status;

    ConsensusDriver(ConsensusProtocol protocol, NodeRuntime runtime, LifeCycle lifeCycle) {
        this.protocol = protocol;
        this.runtime = runtime;
        this.thread = runtime.serial("consensus");
        this.lifeCycle = lifeCycle;
        this.status = protocol.status();
    }

    /** Tells where effects go; once, before the first event. */
    void connect(Outbox ordered, Consumer<Effect> others) {
        outbox = ordered;
        immediate = others;
    }

    /** Hands over an event. May be called from any thread. */
    void post(Event event) {
        post(() -> event);
    }

    /** Hands over an event that is made on the engine's thread. */
    void post(Supplier<Event> event) {
        waiting.incrementAndGet();
        thread.execute(() -> {
            waiting.decrementAndGet();
            handle(event.get());
        });
    }

    /** Hands over an event, and does something on the engine's thread when it has been handled. */
    void post(Event event, Runnable handled) {
        waiting.incrementAndGet();
        thread.execute(() -> {
            waiting.decrementAndGet();
            try {
                handle(event);
            } finally {
                handled.run();
            }
        });
    }

    /**
     * Hands over what an effect led to at once; from the engine's thread. A few in a row are handled before anything that
     * waits, as nothing is gained by a turn of their own; then that has its turn, whatever the engine does with answers.
     */
    void answer(Event event) {
        if (answered++ < MOST_ANSWERS) {
            answers.add(event);
        } else {
            post(event);
        }
    }

    /** Whether hardly anything waits for the engine. */
    boolean isCalm() {
        return waiting.get() <= CALM;
    }

    /** The epoch that the protocol is in; to be asked on its thread, by whoever carries out an effect. */
    long epoch() {
        return protocol.status().epoch();
    }

    /** Where the protocol stood a moment ago. */
    EngineStatus status() {
        return status;
    }

    private void handle(Event event) {
        answered = 0;
        for (Event next = event; next != null; next = answers.poll()) {
            handleOne(next);
        }
    }

    private void handleOne(Event event) {
        if (!lifeCycle.isAlive()) {
            return;
        }
        List<Effect> ordered = new ArrayList<>();
        try {
            protocol.handle(event, effect -> dispatch(effect, ordered));
        } catch (RuntimeException e) {
            lifeCycle.fail(e);
            return;
        }
        if (!ordered.isEmpty()) {
            outbox.submit(ordered);
        }
        if (!statusDue.get() && statusDue.compareAndSet(false, true)) {
            runtime.schedule(STATUS_LAG, () -> thread.execute(this::refreshStatus));
        }
    }

    private void refreshStatus() {
        statusDue.set(false);
        status = protocol.status();
    }

    private void dispatch(Effect effect, List<Effect> ordered) {
        if (effect instanceof Effect.SetTimer timer) {
            setTimer(timer);
        } else if (effect instanceof Effect.CancelTimer timer) {
            cancelTimer(timer.timer());
        } else if (effect instanceof Effect.Persist
                || effect instanceof Effect.Discard
                || effect instanceof Effect.Send
                || effect instanceof Effect.Broadcast
                || effect instanceof Effect.Finalize) {
            ordered.add(effect);
        } else {
            immediate.accept(effect);
        }
    }

    private void setTimer(Effect.SetTimer timer) {
        cancelTimer(timer.timer());
        long mine = ++serial;
        timerSerial.put(timer.timer(), mine);
        timers.put(
                timer.timer(),
                runtime.schedule(
                        Duration.ofMillis(timer.delayMillis()), () -> thread.execute(() -> fire(timer.timer(), mine))));
    }

    private void cancelTimer(int timer) {
        timerSerial.remove(timer);
        NodeRuntime.Scheduled old = timers.remove(timer);
        if (old != null) {
            old.cancel();
        }
    }

    private void fire(int timer, long expected) {
        Long current = timerSerial.get(timer);
        if (current != null && current == expected) {
            timerSerial.remove(timer);
            timers.remove(timer);
            handle(new Event.TimerFired(timer));
        }
    }
}

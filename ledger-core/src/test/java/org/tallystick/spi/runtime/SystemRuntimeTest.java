package org.tallystick.spi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SystemRuntimeTest {
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private final SystemRuntime runtime = new SystemRuntime("n-under-test", (thread, e) -> uncaught.add(e));

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void aRuntimeThatWasNeverUsedHasNoThread() {
        runtime.serial("idle");
        assertThat(threads()).isEmpty();
    }

    @Test
    void aSerialExecutorRunsTasksInOrderOnOneDaemonThreadOfTheNodesName() throws Exception {
        Executor serial = runtime.serial("votes");
        List<Integer> seen = new ArrayList<>();
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            serial.execute(() -> {
                seen.add(number);
                threads.add(Thread.currentThread());
            });
        }
        serial.execute(done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(10_000).isSorted();
        assertThat(threads.stream().distinct()).singleElement().satisfies(thread -> {
            assertThat(thread.getName()).isEqualTo("n-under-test/votes");
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void theParallelPoolRunsAsManyTasksAtOnceAsItSays() throws Exception {
        CyclicBarrier all = new CyclicBarrier(runtime.parallelism() + 1);
        for (int i = 0; i < runtime.parallelism(); i++) {
            runtime.parallel().execute(() -> awaitBarrier(all));
        }
        awaitBarrier(all);
        assertThat(uncaught).isEmpty();
    }

    @Test
    void aScheduledTaskRunsAfterItsDelayAndACancelledOneNever() throws Exception {
        AtomicBoolean cancelledRan = new AtomicBoolean();
        CountDownLatch ran = new CountDownLatch(1);
        long start = runtime.nanoTime();
        NodeRuntime.Scheduled cancelled = runtime.schedule(Duration.ofMillis(300), () -> cancelledRan.set(true));
        runtime.schedule(Duration.ofMillis(400), ran::countDown);
        cancelled.cancel();
        cancelled.cancel();
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(runtime.nanoTime() - start).isGreaterThanOrEqualTo(400_000_000L);
        assertThat(cancelledRan).isFalse();
    }

    @Test
    void whatATaskThrowsIsReportedAndTheNextTaskStillRuns() throws Exception {
        CountDownLatch next = new CountDownLatch(3);
        Executor serial = runtime.serial("s");
        serial.execute(() -> {
            throw new IllegalStateException("serial");
        });
        serial.execute(next::countDown);
        runtime.parallel().execute(() -> {
            throw new AssertionError("parallel");
        });
        runtime.parallel().execute(next::countDown);
        runtime.schedule(Duration.ZERO, () -> {
            throw new IllegalArgumentException("timer");
        });
        runtime.schedule(Duration.ofMillis(1), next::countDown);
        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
        runtime.close();
        assertThat(uncaught).extracting(Throwable::getMessage).containsExactlyInAnyOrder("serial", "parallel", "timer");
    }

    @Test
    void closingRunsWhatWasAcceptedDropsWhatComesLaterAndLeavesNoThread() {
        AtomicInteger ran = new AtomicInteger();
        AtomicBoolean late = new AtomicBoolean();
        Executor serial = runtime.serial("s");
        for (int i = 0; i < 1000; i++) {
            serial.execute(ran::incrementAndGet);
            runtime.parallel().execute(ran::incrementAndGet);
        }
        runtime.schedule(Duration.ofMinutes(1), () -> late.set(true));
        runtime.close();
        assertThat(ran).hasValue(2000);
        assertThat(threads()).isEmpty();

        serial.execute(() -> late.set(true));
        runtime.parallel().execute(() -> late.set(true));
        runtime.serial("later").execute(() -> late.set(true));
        runtime.schedule(Duration.ZERO, () -> late.set(true)).cancel();
        runtime.close();
        assertThat(threads()).isEmpty();
        assertThat(late).isFalse();
    }

    @Test
    void twoOfItsOwnThreadsMayCloseItAtTheSameTime() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        CountDownLatch closed = new CountDownLatch(2);
        for (String name : List.of("a", "b")) {
            runtime.serial(name).execute(() -> {
                awaitBarrier(together);
                runtime.close();
                closed.countDown();
            });
        }
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        runtime.close();
        assertThat(threads()).isEmpty();
        assertThat(uncaught).isEmpty();
    }

    @Test
    void theTimerThreadMayCloseIt() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        runtime.serial("s").execute(() -> {});
        runtime.schedule(Duration.ZERO, () -> {
            runtime.close();
            closed.countDown();
        });
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        runtime.close();
        assertThat(threads()).isEmpty();
    }

    @Test
    void anInterruptedCallerStillGetsACompleteCloseAndKeepsItsFlag() {
        CountDownLatch release = new CountDownLatch(1);
        runtime.serial("s").execute(() -> awaitLatch(release));
        runtime.schedule(Duration.ofMillis(30), () -> {});
        Thread.currentThread().interrupt();
        release.countDown();
        runtime.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(threads()).isEmpty();
    }

    @Test
    void aTaskThatDoesNotEndByItselfIsInterrupted() {
        SystemRuntime impatient =
                new SystemRuntime("n-under-test", (thread, e) -> uncaught.add(e), Duration.ofMillis(20));
        impatient.serial("stuck").execute(() -> awaitLatch(new CountDownLatch(1)));
        impatient.close();
        assertThat(threads()).isEmpty();
        assertThat(uncaught)
                .singleElement()
                .satisfies(e -> assertThat(e).hasCauseInstanceOf(InterruptedException.class));
    }

    @Test
    void closingWhileTasksComeFromEverywhereNeitherHangsNorLeavesAThread() throws Exception {
        for (int round = 0; round < 200; round++) {
            SystemRuntime each = new SystemRuntime("n-under-test", (thread, e) -> uncaught.add(e));
            Thread feeder = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    each.serial("s" + i % 5).execute(() -> {});
                    each.parallel().execute(() -> {});
                    each.schedule(Duration.ofNanos(1), () -> {});
                }
            });
            feeder.start();
            each.close();
            feeder.join();
            each.close();
        }
        assertThat(threads()).isEmpty();
        assertThat(uncaught).isEmpty();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("n-under-test/"))
                .toList();
    }

    private static void awaitBarrier(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.tallystick.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Hash;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

class SimWorldTest {
    private final SimScheduler scheduler = new SimScheduler();
    private final SimTrace trace = new SimTrace();
    private final SimClock clock = new SimClock();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final SimRuntime runtime =
            new SimRuntime(0, scheduler, clock, 7, trace, (node, failure) -> failures.add(failure));

    @Test
    void thingsHappenInTheOrderOfTheirTimeAndThenOfTheirPlanning() {
        scheduler.at(20, () -> seen.add("c"));
        scheduler.at(10, () -> seen.add("a"));
        scheduler.at(10, () -> seen.add("b"));
        scheduler.at(15, () -> seen.add("cancelled")).cancel();
        scheduler.run(15);
        assertThat(seen).containsExactly("a", "b");
        assertThat(scheduler.now()).isEqualTo(15);
        assertThat(scheduler.runUntil(() -> seen.contains("c"), 100)).isTrue();
        assertThat(scheduler.now()).isEqualTo(20);
        assertThat(scheduler.runUntil(() -> false, 100)).isFalse();
    }

    /** From one nanosecond to minutes ahead, among many that are cancelled: as a list would have it that is sorted each time. */
    @Test
    void theAgendaKeepsItsOrderHoweverFarAheadThingsAre() {
        SplittableRandom chance = new SplittableRandom(3);
        List<long[]> planned = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        List<Integer> happened = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            long time = scheduler.now() + chance.nextLong(1L << chance.nextInt(37));
            int number = i;
            SimScheduler.Entry entry = scheduler.at(time, () -> happened.add(number));
            if (chance.nextInt(3) > 0) {
                entry.cancel();
            } else {
                planned.add(new long[] {time, number});
            }
            if (chance.nextInt(4) == 0) {
                scheduler.run(chance.nextLong(1L << chance.nextInt(24)));
            }
        }
        scheduler.run(1L << 40);
        planned.sort(Comparator.<long[]>comparingLong(each -> each[0]).thenComparingLong(each -> each[1]));
        planned.forEach(each -> expected.add((int) each[1]));
        assertThat(happened).isEqualTo(expected);
    }

    @Test
    void aCallFromAnotherThreadIsRefused() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                runtime.serial("s").execute(() -> {});
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        });
        other.start();
        other.join();
        assertThat(thrown.get()).hasMessageContaining("no thread of its own");
    }

    @Test
    void aSerialExecutorKeepsItsOrderAndIsBusyWhileATaskTakesTime() {
        Executor serial = runtime.serial("s");
        for (int i = 0; i < 5; i++) {
            String name = "t" + i;
            serial.execute(() -> {
                seen.add(name + "@" + scheduler.now() / 1_000_000);
                runtime.spend(10_000_000);
            });
        }
        scheduler.run(1_000_000_000);
        assertThat(seen).containsExactly("t0@0", "t1@10", "t2@20", "t3@30", "t4@40");
    }

    @Test
    void twoExecutorsInterleaveDifferentlyFromSeedToSeed() {
        List<String> orders = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            SimRuntime each = new SimRuntime(0, scheduler, clock, seed, trace, (node, e) -> failures.add(e));
            StringBuilder order = new StringBuilder();
            Executor a = each.serial("a");
            Executor b = each.serial("b");
            for (int i = 0; i < 5; i++) {
                a.execute(() -> order.append('a'));
                b.execute(() -> order.append('b'));
                each.parallel().execute(() -> order.append('p'));
            }
            scheduler.run(1_000_000);
            orders.add(order.toString());
        }
        assertThat(orders.stream().distinct().count()).isGreaterThan(15);
    }

    @Test
    void nothingOfALifeHappensAfterItsEndAndNothingIsReported() {
        runtime.serial("s").execute(() -> seen.add("serial"));
        runtime.parallel().execute(() -> seen.add("parallel"));
        runtime.schedule(Duration.ofMillis(1), () -> seen.add("timer"));
        runtime.kill();
        runtime.serial("s").execute(() -> seen.add("late"));
        scheduler.run(1_000_000_000);
        assertThat(seen).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void whatATaskThrowsIsReported() {
        runtime.parallel().execute(() -> {
            throw new IllegalStateException("boom");
        });
        scheduler.run(1_000_000);
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("boom"));
    }

    @Test
    void aPausedMachineStandsStillAndThenGoesOnInOrder() {
        Executor serial = runtime.serial("s");
        runtime.pause(1_000_000_000);
        serial.execute(() -> seen.add("a" + scheduler.now() / 1_000_000));
        serial.execute(() -> seen.add("b" + scheduler.now() / 1_000_000));
        scheduler.run(2_000_000_000);
        assertThat(seen).containsExactly("a1000", "b1000");
    }

    @Test
    void aCancelledTimerNeverFires() {
        NodeRuntime.Scheduled scheduled = runtime.schedule(Duration.ofMillis(5), () -> seen.add("timer"));
        scheduled.cancel();
        scheduler.run(1_000_000_000);
        assertThat(seen).isEmpty();
    }

    @Test
    void theWallClockCanBeWrongAndRunFast() {
        long before = runtime.wallClockMillis();
        clock.setOffset(5000);
        assertThat(runtime.wallClockMillis()).isEqualTo(before + 5000);
        clock.setOffset(0);
        clock.setDrift(0.01);
        scheduler.run(100_000_000_000L);
        assertThat(runtime.wallClockMillis()).isEqualTo(before + 101_000);
        assertThat(runtime.nanoTime()).isLessThanOrEqualTo(runtime.nanoTime());
    }

    @Test
    void whatWasDurableIsThereAfterACrashAndWhatWasBeingJournalledIsThereInPart() {
        List<Integer> kept = new ArrayList<>();
        for (int seed = 0; seed < 30; seed++) {
            kept.add(recordsKeptWhenCrashingInAnAppend(seed));
        }
        assertThat(kept).contains(1, 2, 3, 4).allMatch(count -> count >= 1 && count <= 4);
    }

    private int recordsKeptWhenCrashingInAnAppend(long seed) {
        SimDisk disk = new SimDisk(0, scheduler, trace, seed, new SimChecks(scheduler, new boolean[] {false}));
        SimRuntime life = new SimRuntime(0, scheduler, clock, seed, trace, (node, e) -> failures.add(e));
        disk.attach(life);
        LedgerStore store = disk.open(Hash.ZERO, 1);
        store.commit(new WriteBatch().put(Column.META, new byte[] {1}, new byte[] {2}));
        store.journal().append(List.of(entry(0)));
        disk.crashDuring(SimDisk.Target.JOURNAL, 0, () -> {
            life.kill();
            disk.release();
        });
        assertThatThrownBy(() -> store.journal().append(List.of(entry(1), entry(2), entry(3))))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> store.get(Column.META, new byte[] {1})).isInstanceOf(StorageException.class);

        disk.attach(new SimRuntime(0, scheduler, clock, seed, trace, (node, e) -> failures.add(e)));
        LedgerStore again = disk.open(Hash.ZERO, 1);
        assertThat(again.get(Column.META, new byte[] {1})).containsExactly(2);
        return again.journal().replay().size();
    }

    private static VoteJournal.Entry entry(int position) {
        return new VoteJournal.Entry(position, new byte[] {(byte) position});
    }
}

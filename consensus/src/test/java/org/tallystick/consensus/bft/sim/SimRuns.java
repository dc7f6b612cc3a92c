package org.tallystick.consensus.bft.sim;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.tallystick.consensus.bft.BftSimEngine;
import org.tallystick.consensus.poa.PoaSimEngine;
import org.tallystick.consensus.pow.PowSimEngine;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimRun;

/**
 * Plays random scenarios, one after another on every processor, and tells which seeds went wrong.
 *
 * <pre>
 *   --runs N      how many scenarios (default 100)
 *   --seed S      the first seed; the others follow it (default 1)
 *   --threads T   how many at once (default: the number of processors)
 *   --engine E    bft, poa or pow (default bft)
 *   --hashes      prints the trace hash of every run, to be compared with another machine's
 *   --trace       prints everything that happens, for one run
 * </pre>
 *
 * Exits with 1 when a run went wrong, with 2 when it does not understand its arguments.
 */
public final class SimRuns {
    private static final long TELL_EVERY_NANOS = 10_000_000_000L;

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    private static final List<SimEngine> ENGINES = List.of(new BftSimEngine(), new PoaSimEngine(), new PowSimEngine());

    private final PrintStream out;
    private final SimEngine engine;
    private final long first;
    private final long runs;
    private final boolean hashes;
    private final AtomicLong next = new AtomicLong();
    private final List<SimRun.Result> bad = new ArrayList<>(); // guarded by this
    private final long start = System.nanoTime();
    private long done; // guarded by this
    private long heights; // guarded by this
    private long events; // guarded by this; messages and timers, as the lab counts them
    private long processorNanos; // guarded by this
    private long longestRecovery; // guarded by this
    private long toldAt = start; // guarded by this

    private SimRuns(PrintStream out, SimEngine engine, long first, long runs, boolean hashes) {
        this.engine = engine;
        this.hashes = hashes;
        this.out = out;
        this.first = first;
        this.runs = runs;
    }

    /** Plays a scenario that follows from a seed. */
    static SimRun.Result play(long seed) {
        return play(seed, new BftSimEngine());
    }

    static SimRun.Result play(long seed, SimEngine engine) {
        return SimRun.play(Scenario.random(seed, engine), SimCrypto.MOCK, new LedgerNodes(engine));
    }

    static LedgerNodes nodes() {
        return new LedgerNodes(new BftSimEngine());
    }

    private static SimEngine named(String name) {
        return ENGINES.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no engine " + name));
    }

    /** See the class. */
    public static void main(String[] args) throws InterruptedException {
        SimEngine engine = ENGINES.get(0);
        long runs = 100;
        long seed = 1;
        int threads = Runtime.getRuntime().availableProcessors();
        boolean trace = false;
        boolean hashes = false;
        try {
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--runs" -> runs = Long.parseLong(args[++i]);
                    case "--engine" -> engine = named(args[++i]);
                    case "--seed" -> seed = Long.parseLong(args[++i]);
                    case "--threads" -> threads = Integer.parseInt(args[++i]);
                    case "--trace" -> trace = true;
                    case "--hashes" -> hashes = true;
                    default -> throw new IllegalArgumentException("unknown argument " + args[i]);
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println(
                    e.getMessage() + "; known are --runs N --engine E --seed S --threads T --hashes --trace");
            System.exit(2);
        }
        System.exit(trace ? trace(seed, engine) : new SimRuns(System.out, engine, seed, runs, hashes).run(threads));
    }

    private static int trace(long seed, SimEngine engine) {
        Scenario scenario = Scenario.random(seed, engine);
        System.out.println(scenario);
        SimRun.Result result = SimRun.play(scenario, SimCrypto.MOCK, new LedgerNodes(engine), System.out::println);
        System.out.println(result);
        return result.isGood() ? 0 : 1;
    }

    private int run(int threads) throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(this::work, "sim-" + i);
            worker.setUncaughtExceptionHandler((thread, e) -> {
                e.printStackTrace(out);
                System.exit(1);
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return tell(true);
    }

    private void work() {
        while (true) {
            long number = next.getAndIncrement();
            if (number >= runs) {
                return;
            }
            SimRun.Result result;
            long before = PROCESSOR.getCurrentThreadCpuTime();
            try {
                result = play(first + number, engine);
            } catch (RuntimeException | Error e) {
                throw new IllegalStateException("seed " + (first + number) + " broke the simulator", e);
            }
            note(result, PROCESSOR.getCurrentThreadCpuTime() - before);
        }
    }

    private synchronized void note(SimRun.Result result, long nanos) {
        done++;
        heights += result.height();
        events += result.events();
        processorNanos += nanos;
        longestRecovery = Math.max(longestRecovery, result.recoveryNanos());
        if (hashes) {
            out.println("seed " + result.seed() + " " + result.trace());
        }
        if (!result.isGood()) {
            bad.add(result);
            out.println("seed " + result.seed() + " FAILED " + result.violations());
        }
        if (System.nanoTime() - toldAt > TELL_EVERY_NANOS) {
            toldAt = System.nanoTime();
            tell(false);
        }
    }

    private synchronized int tell(boolean last) {
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                Locale.ROOT,
                "%s%d of %d runs in %.0f s (%.0f ms of processor time each): %d heights, %d events,"
                        + " longest recovery %.1f s, %d failed%n",
                last ? "all done: " : "",
                done,
                runs,
                seconds,
                processorNanos / 1e6 / done,
                heights,
                events,
                longestRecovery / 1e9,
                bad.size());
        if (last) {
            bad.forEach(result ->
                    out.println("failed: --engine " + engine.name() + " --seed " + result.seed() + " --trace"));
        }
        return bad.isEmpty() ? 0 : 1;
    }
}

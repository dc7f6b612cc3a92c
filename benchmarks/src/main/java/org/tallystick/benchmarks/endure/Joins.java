package org.tallystick.benchmarks.endure;

import static org.tallystick.benchmarks.endure.Child.say;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Ledger;
import org.tallystick.api.SubmitResult;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import picocli.CommandLine;

/**
 * A fresh node joins a ledger of many accounts by snapshot, in a process of its own, while four validators, together in
 * this one, go on under an open loop of half of what they can do. Or it fetches all blocks of a ledger that rests.
 */
@CommandLine.Command(
        name = "join",
        description = "A fresh node joins by snapshot while its peers are under load, or block by block.",
        mixinStandardHelpOptions = true)
final class Joins implements Callable<Integer> {
    private static final int VALIDATORS = 4;
    private static final int ACCOUNTS_OF_LOAD = 32; // so that no account runs out of lanes
    private static final double LEAST_SHARE = 0.9;
    private static final int MOST_SECONDS = 60;
    private static final long MOST_MEBIBYTES = 400;

    @CommandLine.Option(names = "--dir", required = true, description = "an empty directory")
    private Path directory;

    @CommandLine.Option(names = "--accounts", defaultValue = "1000000")
    private int accounts;

    @CommandLine.Option(
            names = "--blocks-of",
            description = "so many calls make the chain, of which the node fetches all blocks; no snapshot, no load")
    private int calls;

    @CommandLine.Option(names = "--heap", defaultValue = "192m", description = "of the node that joins")
    private String heap;

    private final AtomicLong done = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final List<AccountClient> clients = new ArrayList<>();
    private volatile boolean enough;
    private int issued;

    @Override
    public Integer call() throws Exception {
        Members members = new Members(VALIDATORS, 1);
        List<Ledger> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < VALIDATORS; i++) {
                nodes.add(members.builder(
                                i,
                                directory.resolve("node-" + i),
                                nodes.stream().map(Members::addressOf).toList())
                        .open());
            }
            while (!nodes.stream().allMatch(node -> node.health().isRunning())) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            if (calls == 0) {
                fill(nodes.get(0));
            }
            for (int i = 0; i < ACCOUNTS_OF_LOAD; i++) {
                clients.add(nodes.get(i % VALIDATORS).account(Members.account(10 + i)));
            }
            if (calls > 0) {
                return fetchAll(nodes);
            }
            double capacity = capacity();
            double rate = capacity / 2;
            double before = openLoop(rate, 15, () -> false);
            say("capacity %.0f/s; open loop of %.0f/s alone: %.0f/s final", capacity, rate, before);
            return join(nodes, rate);
        } finally {
            nodes.forEach(Ledger::close);
        }
    }

    /** Makes a long chain, and has it fetched from its first block on. */
    private int fetchAll(List<Ledger> nodes) throws Exception {
        long until = Long.MAX_VALUE;
        for (int i = 0; i < 400; i++) {
            again(clients.get(i % clients.size()), until);
        }
        while (done.get() < calls) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        enough = true;
        TimeUnit.SECONDS.sleep(5);
        long height = nodes.get(0).head().height();
        say("%d calls in %d blocks", done.get(), height);
        AtomicLong joined = new AtomicLong();
        long begin = System.nanoTime();
        try (Child child = joining(nodes, true, line -> {
            if (line.startsWith("HEIGHT ") && Long.parseLong(line.substring(7)) >= height) {
                joined.compareAndSet(0, System.nanoTime());
            }
        })) {
            while (joined.get() == 0 && child.isAlive()) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            double seconds = (joined.get() - begin) / 1e9;
            long most = child.mebibytes("VmHWM");
            say(
                    "fetched %d blocks with %d calls in %.1f s, %.0f calls/s; resident at most %d MiB",
                    height, done.get(), seconds, done.get() / seconds, most);
            return joined.get() != 0 && most < MOST_MEBIBYTES ? 0 : 1;
        }
    }

    private Child joining(List<Ledger> nodes, boolean byBlocks, Consumer<String> lines) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                directory.resolve("joining").toString(),
                Integer.toString(VALIDATORS),
                Integer.toString(VALIDATORS),
                Boolean.toString(byBlocks)));
        nodes.forEach(node -> arguments.add(node.listenAddress()));
        return new Child(List.of("-Xmx" + heap, "-XX:+UseSerialGC"), JoiningNode.class, arguments, lines);
    }

    private int join(List<Ledger> nodes, double rate) throws Exception {
        AtomicReference<String> state = new AtomicReference<>("started");
        AtomicLong joined = new AtomicLong();
        long begin = System.nanoTime();
        long least = nodes.get(0).head().height();
        try (Child child = joining(nodes, false, line -> {
            if (line.startsWith("HEIGHT ")
                    && Long.parseLong(line.substring(7)) >= least
                    && joined.compareAndSet(0, System.nanoTime())) {
                state.set(line);
            } else if (!line.startsWith("HEIGHT ")) {
                say("%.1f s: %s", (System.nanoTime() - begin) / 1e9, line);
            }
        })) {
            double during = openLoop(rate, 4 * MOST_SECONDS, () -> joined.get() != 0);
            double seconds = (joined.get() - begin) / 1e9;
            long most = child.mebibytes("VmHWM");
            say(
                    "joined a state of %d accounts in %.1f s at %s; load %.0f/s of %.0f/s, %.2f; %d refused; resident at"
                            + " most %d MiB",
                    accounts, seconds, state.get(), during, rate, during / rate, refused.get(), most);
            boolean good = joined.get() != 0
                    && seconds < MOST_SECONDS
                    && during >= LEAST_SHARE * rate
                    && most < MOST_MEBIBYTES;
            return good ? 0 : 1;
        }
    }

    private void fill(Ledger node) {
        AccountClient filler = node.account(Members.account(1));
        long begin = System.nanoTime();
        for (int from = 0; from < accounts; from += FillContract.MOST) {
            filler.call(FillContract.ID, FillContract.accounts(from, Math.min(FillContract.MOST, accounts - from)))
                    .join()
                    .receiptOrThrow();
        }
        // more blocks than a node would fetch one by one
        for (int i = 0; i < 1_100; i++) {
            call(filler).join();
        }
        say(
                "%d accounts made in %.1f s, block %d",
                accounts, (System.nanoTime() - begin) / 1e9, node.head().height());
    }

    private CompletableFuture<SubmitResult> call(AccountClient client) {
        return client.call(TokenContract.ID, TokenCalls.issue("T" + issued++, client.id(), 1));
    }

    /** The rate of a closed loop of many. */
    private double capacity() throws InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        for (int i = 0; i < 400; i++) {
            again(clients.get(i % clients.size()), until);
        }
        TimeUnit.SECONDS.sleep(8);
        long from = done.get();
        TimeUnit.SECONDS.sleep(10);
        double rate = (done.get() - from) / 10.0;
        TimeUnit.SECONDS.sleep(4);
        return rate;
    }

    private synchronized void again(AccountClient client, long until) {
        if (!enough && System.nanoTime() < until) {
            call(client).whenComplete((result, fault) -> {
                note(result);
                again(client, until);
            });
        }
    }

    private void note(SubmitResult result) {
        if (result instanceof SubmitResult.Final) {
            done.incrementAndGet();
        } else {
            refused.incrementAndGet();
        }
    }

    /** Calls at a rate, whatever comes back; returns how many a second became final. */
    private double openLoop(double rate, int mostSeconds, java.util.function.BooleanSupplier enough)
            throws InterruptedException {
        long begin = System.nanoTime();
        long from = done.get();
        long sent = 0;
        double seconds = 0;
        while (seconds < mostSeconds && !enough.getAsBoolean()) {
            for (; sent < rate * seconds; sent++) {
                synchronized (this) {
                    call(clients.get((int) (sent % clients.size()))).whenComplete((result, fault) -> note(result));
                }
            }
            TimeUnit.MILLISECONDS.sleep(2);
            seconds = (System.nanoTime() - begin) / 1e9;
        }
        return (done.get() - from) / seconds;
    }
}

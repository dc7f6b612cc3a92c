package org.tallystick.examples.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.tallystick.api.GenesisFile;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.model.AccountId;
import org.tallystick.model.Hash;

/** One run of a cluster, from keys to verdict. */
final class ClusterRun implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
    private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(60);
    private static final Duration TRANSFER_LIFETIME = Duration.ofMinutes(10);
    private static final Duration SAMPLING = Duration.ofSeconds(1);
    private static final int MAX_OPEN_LOOP_IN_FLIGHT = 16_000;

    private final ClusterOptions options;
    private final ClusterSetup setup;
    private final Meter meter = new Meter();
    private final TransferDesk desk = new TransferDesk(meter);
    private final Cluster cluster;
    private final Progress progress;
    private final RandomGenerator random;

    private List<LoadAccount> accounts = List.of();
    private LoadAccount treasury;
    private TransferFactory factory;
    private TransferBook book;
    private long startHeight;
    private long diskAtStart;
    private long firstFinalMillis;
    private long residentMax;

    ClusterRun(ClusterOptions options, ClusterSetup setup, PrintWriter out) {
        this.options = options;
        this.setup = setup;
        this.random = new Random(options.seed());
        List<NodeHandle> nodes = new ArrayList<>();
        for (int i = 0; i < options.nodes(); i++) {
            NodeArguments arguments = setup.layout().node(i, options.crypto());
            nodes.add(new NodeHandle(
                    i, arguments, NodeCommand.of(arguments, setup.layout().libraries()), setup.passphrase(), desk));
        }
        cluster = new Cluster(nodes);
        progress = new Progress(cluster, meter, out, options.terminal());
    }

    /** The asset that is transferred, in hexadecimal. */
    String asset() {
        return factory.asset().toHex();
    }

    /** Starts the nodes and puts the load on them; returns what came of it. */
    Map<String, Object> run() throws IOException, InterruptedException, ClusterException {
        progress.start();
        long began = System.nanoTime();
        cluster.start();
        makeAccounts();
        cluster.awaitRunning(START_LIMIT);
        cluster.awaitSameHead(START_LIMIT);
        progress.say(options.nodes() + " nodes are in step after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
        openBook();
        fund(began);
        return measure().fields();
    }

    private void makeAccounts() {
        byte[] secret = setup.accountSecret();
        treasury = LoadAccount.derive(secret, LoadAccount.TREASURY, options.crypto());
        accounts = LoadAccount.derive(secret, 0, setup.accounts(), options.crypto());
        Hash chainId = GenesisCodec.chainId(GenesisFile.load(setup.layout().genesis()));
        factory = new TransferFactory(chainId, treasury.id(), TRANSFER_LIFETIME.toMillis(), options.payload());
    }

    /** Notes what the ledger holds before this run. */
    private void openBook() throws ClusterException, InterruptedException, IOException {
        NodeHandle node = cluster.nodes().get(0);
        startHeight = node.report().height();
        diskAtStart = diskBytes();
        List<Long> balances = new ArrayList<>();
        for (int from = 0; from < accounts.size(); from += ControlCodec.MAX_LIST) {
            List<AccountId> part = accountIds().subList(from, Math.min(accounts.size(), from + ControlCodec.MAX_LIST));
            balances.addAll(NodeQuestions.balances(node, factory.asset(), part).amounts());
        }
        book = new TransferBook(balances);
        desk.open(cluster, book);
    }

    private List<AccountId> accountIds() {
        return accounts.stream().map(LoadAccount::id).toList();
    }

    /** Gives something to accounts that have nothing, the first one first, so that it can make the first transfer. */
    private void fund(long began) throws ClusterException, InterruptedException {
        progress.phase("funding " + accounts.size() + " accounts", 0);
        List<Slot> lanes = slots(List.of(treasury), Funding.LANES);
        List<LoadAccount> poor = new ArrayList<>();
        long[] balances = book.balances();
        for (LoadAccount account : accounts) {
            if (balances[account.index()] < Funding.MINIMUM) {
                poor.add(account);
            }
        }
        if (poor.contains(accounts.get(0))) {
            LoadAccount first = poor.remove(0);
            Funding.issue(desk, factory, options.nodes(), lanes.subList(0, 1), List.of(first), START_LIMIT);
        }
        Slot slot = slots(accounts.subList(0, 1), 1).get(0);
        Funding.transferOnce(desk, factory.transfer(slot, accounts.get(1), 1), START_LIMIT);
        firstFinalMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        progress.say("the first transfer is final after " + firstFinalMillis + " ms");
        Funding.issue(desk, factory, options.nodes(), lanes, poor, START_LIMIT);
    }

    /** Slots with the sequence numbers that the ledger expects: lane 0 of every account, then lane 1, and so on. */
    private List<Slot> slots(List<LoadAccount> of, int lanes) throws ClusterException, InterruptedException {
        List<Slot> slots = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            for (int from = 0; from < of.size(); from += ControlCodec.MAX_LIST) {
                List<LoadAccount> part = of.subList(from, Math.min(of.size(), from + ControlCodec.MAX_LIST));
                int current = lane;
                List<Long> next = NodeQuestions.sequences(
                        cluster.nodes().get(0),
                        part.stream()
                                .map(account -> new ControlCodec.Lane(account.id(), current))
                                .toList());
                for (int i = 0; i < part.size(); i++) {
                    slots.add(new Slot(part.get(i), lane, next.get(i)));
                }
            }
        }
        return slots;
    }

    private Load load() throws ClusterException, InterruptedException {
        if (options.clients() > 0) {
            return new ClosedLoop(
                    options.clients(), options.nodes(), slots(accounts, 1), desk, factory, accounts, random);
        }
        int lanes = Math.max(1, Math.min(64, MAX_OPEN_LOOP_IN_FLIGHT / accounts.size()));
        return new OpenLoop(options.rate(), options.nodes(), slots(accounts, lanes), desk, factory, accounts, random);
    }

    private ClusterReport measure() throws ClusterException, InterruptedException, IOException {
        Load load = load();
        progress.phase("warming up", options.warmup().toSeconds());
        load.start();
        TimeUnit.NANOSECONDS.sleep(options.warmup().toNanos());

        progress.phase(
                options.chaos() ? "measuring, with chaos" : "measuring",
                options.duration().toSeconds());
        Duration cpuBefore = cluster.cpu();
        long windowStart = System.nanoTime();
        meter.openWindow();
        Optional<Chaos.Result> chaos = disturb();
        long overdue = load.overdue();
        meter.closeWindow();
        double seconds = (System.nanoTime() - windowStart) / 1e9;
        Duration cpu = cluster.cpu().minus(cpuBefore);
        List<Long> resident =
                cluster.nodes().stream().map(node -> node.residentBytes() >> 20).toList();
        resident.forEach(each -> residentMax = Math.max(residentMax, each));

        progress.phase("waiting for what is on its way", 0);
        load.stop();
        drain();
        List<String> problems = new ArrayList<>();
        try {
            cluster.awaitSameHead(CATCH_UP_LIMIT);
        } catch (ClusterException e) {
            problems.add(e.getMessage());
        }
        progress.phase("checking every node", 0);
        Verdict verdict = new ClusterCheck(cluster, book, factory.asset(), accountIds(), startHeight).run(problems);
        progress.phase("measuring what the machine can do", 0);
        MachineLimits limits = MachineLimits.measure(options, cluster);
        progress.close();
        return new ClusterReport(
                options,
                limits,
                seconds,
                meter,
                overdue,
                firstFinalMillis,
                cluster.restarts(),
                verdict,
                (diskBytes() - diskAtStart) / (double) options.nodes() / Math.max(1, verdict.transactions()),
                cpu.toNanos() / 1e6 / Math.max(1, meter.acknowledgedInWindow()),
                resident,
                residentMax,
                chaos,
                book.notes());
    }

    private Optional<Chaos.Result> disturb() throws InterruptedException, IOException, ClusterException {
        if (!options.chaos()) {
            long end = System.nanoTime() + options.duration().toNanos();
            for (long left = options.duration().toNanos(); left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, SAMPLING.toNanos()));
                cluster.nodes().forEach(node -> residentMax = Math.max(residentMax, node.residentBytes() >> 20));
            }
            return Optional.empty();
        }
        return Optional.of(new Chaos(cluster, meter, random, progress::say).run(options.duration()));
    }

    private void drain() throws InterruptedException {
        long end = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (desk.openCount() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        desk.abandon();
    }

    private long diskBytes() throws IOException {
        long sum = 0;
        for (NodeHandle node : cluster.nodes()) {
            Path store = node.arguments().store();
            sum += ProcessUsage.directoryBytes(store);
        }
        return sum;
    }

    /** Stops the nodes and returns when they are gone. */
    @Override
    public void close() {
        progress.close();
        desk.close();
        cluster.close();
    }
}

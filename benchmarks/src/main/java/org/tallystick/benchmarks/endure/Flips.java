package org.tallystick.benchmarks.endure;

import static org.tallystick.benchmarks.endure.Child.say;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Head;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.StoreReport;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.spi.storage.StorageException;
import picocli.CommandLine;

/**
 * Flips a bit at random places of a stopped validator's files, each time of a sound copy, and starts it among its peers.
 * In the end it must be in step with a store that verifies in full, or have said what is wrong.
 */
@CommandLine.Command(
        name = "flips",
        description = "Flips single bits in a stopped node's files, and starts it again.",
        mixinStandardHelpOptions = true)
final class Flips implements Callable<Integer> {
    private static final int NODES = 4;
    private static final int DAMAGED = 3;

    /** What became of a flip. */
    private enum End {
        /** Verification found nothing, and the node had nothing to make good. */
        HARMLESS,
        /** The log was read up to the damage: blocks were missing at its end and came from peers. */
        TAIL_REFETCHED,
        /** The node set the store aside and fetched everything anew. */
        REPLACED,
        /** Opening was refused, with the reason. */
        REFUSED,
        /** The node follows and withholds its votes, and says so. */
        VOTES_WITHHELD,
        /** Damaged blocks came from peers, one by one, while the node ran. */
        REPAIRED,
        /** Verification, and a repair, named what could not be put right. */
        NAMED,
        /** The node failed, and said why. */
        FAILED,
        /** What must not be: damage that verification did not find at first, and that is there in the end. */
        MISSED,
        /** What must not be: the node is neither well nor says why. */
        STUCK
    }

    @CommandLine.Option(names = "--dir", required = true, description = "an empty directory")
    private Path directory;

    @CommandLine.Option(names = "--flips", defaultValue = "1000")
    private int flips;

    @CommandLine.Option(names = "--transfers", defaultValue = "20000", description = "how long the chain gets")
    private int transfers;

    @CommandLine.Option(names = "--seed", defaultValue = "1")
    private long seed;

    private final Members members = new Members(NODES, 0);
    private final Map<End, Integer> ends = new TreeMap<>();
    private Ledger first;

    @Override
    public Integer call() throws Exception {
        List<Ledger> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                nodes.add(members.builder(
                                i,
                                directory.resolve("node-" + i),
                                nodes.stream().map(Members::addressOf).toList())
                        .beginWithSnapshotAbove(Long.MAX_VALUE)
                        .open());
            }
            first = nodes.get(0);
            waitFor(() -> nodes.stream().allMatch(node -> node.health().isRunning()));
            load();
            long height = first.head().height();
            waitFor(() -> nodes.get(DAMAGED).head().height() >= height);
            TimeUnit.SECONDS.sleep(2);
            nodes.remove(DAMAGED).close();
            say("%d transfers in %d blocks", transfers, first.head().height());
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < flips; i++) {
                flip(i, random, nodes);
            }
        } finally {
            nodes.forEach(Ledger::close);
        }
        say("%d flips: %s", flips, ends);
        return ends.containsKey(End.MISSED) || ends.containsKey(End.STUCK) ? 1 : 0;
    }

    private void load() {
        AccountClient account = first.account(Members.account(1));
        account.call(TokenContract.ID, TokenCalls.issue("EUR", account.id(), Long.MAX_VALUE / 2))
                .join();
        for (int from = 0; from < transfers; from += 500) {
            List<CompletableFuture<?>> open = new ArrayList<>();
            for (int i = from; i < from + 500; i++) {
                open.add(account.call(TokenContract.ID, TokenCalls.issue("T" + i, account.id(), 1)));
            }
            open.forEach(CompletableFuture::join);
        }
    }

    private void flip(int number, SplittableRandom random, List<Ledger> peers) throws Exception {
        Path sound = directory.resolve("node-" + DAMAGED);
        List<Path> files = files(sound);
        long place = random.nextLong(files.stream().mapToLong(Flips::size).sum());
        int index = 0;
        while (place >= size(files.get(index))) {
            place -= size(files.get(index++));
        }
        Path file = sound.relativize(files.get(index));
        int bit = random.nextInt(8);
        String found = verify(copy(sound, file, place, bit));
        End end = start(copy(sound, file, place, bit), found, peers);
        ends.merge(end, 1, Integer::sum);
        if (end != End.HARMLESS || number % 50 == 0) {
            say("flip %d: bit %d of byte %d of %s: %s; verify: %s", number, bit, place, file, end, found);
        }
    }

    /** What verification says of a copy; empty when it is clean. */
    private String verify(Path copy) {
        try {
            StoreReport report = members.builder(DAMAGED, copy, List.of()).verify(true);
            return report.clean() ? (report.height() < first.head().height() ? "shorter" : "") : report.toString();
        } catch (StorageException e) {
            return e.kind() + " " + e.getMessage();
        }
    }

    private End start(Path copy, String found, List<Ledger> peers) throws Exception {
        Health health;
        Head head;
        boolean repaired;
        try (Ledger node = members.builder(
                        DAMAGED, copy, peers.stream().map(Members::addressOf).toList())
                .beginWithSnapshotAbove(Long.MAX_VALUE)
                .open()) {
            settle(node);
            repaired = !(node.health() instanceof Health.Failed) && repair(node);
            settle(node); // it may have begun anew
            health = node.health();
            head = node.head();
        } catch (StorageException e) {
            return End.REFUSED;
        }
        if (health instanceof Health.Failed) {
            return End.FAILED;
        }
        if (!head.equals(first.head())) {
            return End.STUCK;
        }
        boolean withheld = health instanceof Health.Stalled stalled
                && stalled.report() instanceof Health.StallReport.VotesWithheld;
        if (!withheld && !health.isRunning()) {
            return End.STUCK;
        }
        repaired &= !Files.exists(copy.resolve("db.damaged"));
        boolean replaced = Files.exists(copy.resolve("db.damaged"));
        StoreReport after = members.builder(DAMAGED, copy, List.of()).verify(true);
        if (!after.clean()) {
            return found.isEmpty() ? End.MISSED : End.NAMED;
        }
        if (withheld) {
            return End.VOTES_WITHHELD;
        }
        if (replaced) {
            return End.REPLACED;
        }
        if (repaired) {
            return End.REPAIRED;
        }
        return found.isEmpty() ? End.HARMLESS : End.TAIL_REFETCHED;
    }

    /** Looks through all that it keeps; whether something was put right. */
    private static boolean repair(Ledger node) throws Exception {
        try {
            return node.repair().get(60, TimeUnit.SECONDS).repaired() > 0;
        } catch (ExecutionException e) {
            return false; // it has met damage on the way, and begins anew
        }
    }

    private void settle(Ledger node) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        do {
            TimeUnit.MILLISECONDS.sleep(50); // one that fails now may be about to be replaced
        } while (!settled(node) && System.nanoTime() < end);
        if (node.health() instanceof Health.Failed) {
            TimeUnit.MILLISECONDS.sleep(500);
            while (!settled(node) && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private boolean settled(Ledger node) {
        Health health = node.health();
        boolean withheld = health instanceof Health.Stalled stalled
                && stalled.report() instanceof Health.StallReport.VotesWithheld;
        return health instanceof Health.Failed
                || (node.head().equals(first.head())
                        && node.peers().size() == NODES - 1
                        && (withheld || health.isRunning()));
    }

    private Path copy(Path sound, Path damaged, long place, int bit) throws IOException {
        Path copy = directory.resolve("copy");
        remove(copy);
        for (Path file : files(sound)) {
            Path to = copy.resolve(sound.relativize(file).toString());
            Files.createDirectories(to.getParent());
            Files.copy(file, to);
        }
        try (var channel = java.nio.channels.FileChannel.open(
                copy.resolve(damaged.toString()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = java.nio.ByteBuffer.allocate(1);
            channel.read(one, place);
            one.put(0, (byte) (one.get(0) ^ (1 << bit)));
            channel.write(one.rewind(), place);
        }
        return copy;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void waitFor(java.util.function.BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}

package org.tallystick.benchmarks.endure;

import static org.tallystick.benchmarks.endure.Child.say;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.chain.ChainReader;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.storage.rocksdb.RocksDbStorage;
import picocli.CommandLine;

/** Kills a node under load again and again, and checks after each time what it had acknowledged and all that it keeps. */
@CommandLine.Command(
        name = "kills",
        description = "Kills a node under load with SIGKILL, again and again.",
        mixinStandardHelpOptions = true)
final class Kills implements Callable<Integer> {
    private static final long SLOWEST_NANOS = 5_000_000_000L;

    @CommandLine.Option(names = "--dir", required = true, description = "an empty directory for the node")
    private Path directory;

    @CommandLine.Option(names = "--kills", defaultValue = "100")
    private int kills;

    @CommandLine.Option(names = "--seed", defaultValue = "1")
    private long seed;

    private final Set<Hash> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<Long> starts = new ArrayList<>();
    private long lost;
    private int unclean;
    private int slow;

    @Override
    public Integer call() throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        StoreReport report = null;
        for (int i = 0; i < kills; i++) {
            Set<Hash> now = ConcurrentHashMap.newKeySet();
            long begin = System.nanoTime();
            AtomicLong up = new AtomicLong();
            try (Child node = new Child(
                    List.of("-Xmx256m", "-XX:+UseSerialGC"),
                    KilledNode.class,
                    List.of(directory.toString(), Integer.toString(i)),
                    line -> {
                        if (line.equals("UP")) {
                            up.compareAndSet(0, System.nanoTime());
                        } else if (line.length() == 64) { // else it was cut short
                            now.add(Hash.fromHex(line));
                        }
                    })) {
                while (up.get() == 0 && node.isAlive()) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(1_500));
                node.kill();
            }
            long start = up.get() == 0 ? Long.MAX_VALUE : up.get() - begin;
            starts.add(start);
            slow += start > SLOWEST_NANOS ? 1 : 0;
            acknowledged.addAll(now);
            report = check(i == kills - 1 ? acknowledged : now);
            say(
                    "kill %d: up after %.2f s, %d acknowledged, block %d, %s",
                    i + 1, start / 1e9, now.size(), report.height(), report.clean() ? "clean" : report.toString());
        }
        starts.sort(null);
        say(
                "%d kills: %d acknowledged, %d lost; verification not clean %d times; start p50 %.2f s, max %.2f s; %s",
                kills,
                acknowledged.size(),
                lost,
                unclean,
                starts.get(starts.size() / 2) / 1e9,
                starts.get(starts.size() - 1) / 1e9,
                report);
        return lost == 0 && unclean == 0 && slow == 0 ? 0 : 1;
    }

    private StoreReport check(Set<Hash> expected) {
        Members members = new Members(1, 0);
        StoreReport report = members.builder(0, directory, List.of()).verify(true);
        unclean += report.clean() ? 0 : 1;
        try (LedgerStore store = RocksDbStorage.at(directory)
                .open(GenesisCodec.chainId(members.genesis()), NodeAssembly.SCHEMA_VERSION)) {
            ChainReader reader = new ChainReader(store);
            lost += expected.stream()
                    .filter(id -> reader.transaction(id).isEmpty())
                    .count();
        }
        return report;
    }
}

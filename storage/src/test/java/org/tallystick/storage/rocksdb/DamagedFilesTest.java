package org.tallystick.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.StoreVerifier;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.testkit.store.ChainWorkload;

/**
 * The files of a real store, as a machine leaves them that stops while it writes, and with single bits flipped. The
 * store either opens at a block of the one chain there is and verifies in full, or refuses, or names the damage. More
 * rounds with {@code -Dtallystick.damages=1000}.
 */
class DamagedFilesTest {
    private static final int ROUNDS = Integer.getInteger("tallystick.damages", 24);
    private static final Genesis GENESIS = ChainWorkload.genesis();

    @TempDir
    Path directory;

    private final Random random = new Random(12);
    private final List<Hash> hashes = new ArrayList<>();
    private Path original;

    /** The older half of the blocks comes to lie in sorted files, the younger one in the write-ahead log. */
    @BeforeEach
    void makeChain() throws IOException {
        Path running = directory.resolve("running");
        try (LedgerStore store = open(running)) {
            grow(FinalChain.open(store, GENESIS), 60);
        }
        original = directory.resolve("original");
        try (LedgerStore store = open(running)) {
            grow(FinalChain.open(store, GENESIS), 120);
            copy(running, original); // as a kill would leave it
        }
    }

    private static LedgerStore open(Path place) {
        return RocksDbStorage.at(place).open(GenesisCodec.chainId(GENESIS), 1);
    }

    private void grow(FinalChain chain, int blocks) {
        if (hashes.isEmpty()) {
            hashes.add(chain.head().hash());
        }
        while (chain.head().height() < blocks) {
            ChainWorkload.step(chain);
            while (hashes.size() < chain.head().height()) {
                hashes.add(null); // made final together with the next
            }
            hashes.add(chain.head().hash());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.getFileName().toString().equals("LOCK")) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(original.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.getFileName().toString().startsWith("LOG"))
                    .sorted()
                    .toList();
        }
    }

    private Path damaged(int round, Path file, byte[] content) throws IOException {
        Path copy = directory.resolve("round" + round);
        copy(original, copy);
        Files.write(copy.resolve("db").resolve(file.getFileName()), content);
        return copy;
    }

    /** Opens, verifies, and goes on; returns the height that the store opened at. */
    private long requireSound(Path place) {
        try (LedgerStore store = open(place)) {
            FinalChain chain = FinalChain.open(store, GENESIS);
            StoreReport report = StoreVerifier.full(store, GENESIS);
            assertThat(report.findings()).isEmpty();
            long height = chain.head().height();
            assertThat(chain.head().hash()).isEqualTo(hashes.get((int) height));
            ChainWorkload.step(chain);
            assertThat(StoreVerifier.full(store, GENESIS).clean()).isTrue();
            return height;
        }
    }

    @Test
    void a_log_that_ends_anywhere_gives_a_beginning_of_the_chain() throws IOException {
        Path log = files(".log").get(files(".log").size() - 1);
        byte[] whole = Files.readAllBytes(log);
        assertThat(whole.length).isGreaterThan(10_000);
        for (int round = 0; round < ROUNDS; round++) {
            int cut = random.nextInt(whole.length + 1);
            byte[] torn = switch (round % 3) {
                case 0 -> Arrays.copyOf(whole, cut); // the size was not written
                case 1 -> Arrays.copyOf(Arrays.copyOf(whole, cut), whole.length); // the size was, the rest was not
                default -> sectorMissing(whole, cut);
            };
            assertThat(requireSound(damaged(round, log, torn))).isBetween(0L, 121L);
        }
        assertThat(requireSound(damaged(ROUNDS, log, whole))).isEqualTo(hashes.size() - 1);
    }

    /** The machine stopped while a write was under way of which later sectors were there before an earlier one. */
    private static byte[] sectorMissing(byte[] whole, int cut) {
        byte[] torn = Arrays.copyOf(whole, Math.min(whole.length, (cut | 511) + 1 + 512));
        int sector = cut & ~511;
        Arrays.fill(torn, sector, Math.min(torn.length, sector + 512), (byte) 0);
        return torn;
    }

    @Test
    void a_flipped_bit_is_harmless_or_refused_or_named() throws IOException {
        List<Path> all = new ArrayList<>(files(".sst"));
        all.addAll(files(".log"));
        all.addAll(files("CURRENT"));
        try (Stream<Path> files = Files.list(original.resolve("db"))) {
            files.filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                    .forEach(all::add);
        }
        assertThat(files(".sst")).isNotEmpty();
        for (int round = 0; round < ROUNDS; round++) {
            Path file = all.get(random.nextInt(all.size()));
            byte[] content = Files.readAllBytes(file);
            if (content.length > 0) {
                content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Path place = damaged(round, file, content);
            try (LedgerStore store = open(place)) {
                FinalChain chain = FinalChain.open(store, GENESIS);
                StoreReport report = StoreVerifier.full(store, GENESIS);
                if (report.clean()) {
                    assertThat(chain.head().hash())
                            .isEqualTo(hashes.get((int) chain.head().height()));
                }
            } catch (StorageException e) {
                assertThat(e.kind()).as(e.toString()).isIn(StorageException.Kind.CORRUPT, StorageException.Kind.IO);
            }
        }
    }
}

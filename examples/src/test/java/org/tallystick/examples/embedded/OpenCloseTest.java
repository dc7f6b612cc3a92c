package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerException;
import org.tallystick.consensus.poa.PoaEngine;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Parameters;
import org.tallystick.p2p.NettyTransport;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.transport.TransportException;
import org.tallystick.storage.rocksdb.RocksDbStorage;

@Timeout(180)
class OpenCloseTest {
    private static final int ROUNDS = 50;
    private static final int WARM_UP = 15;

    @TempDir
    private Path directory;

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tallystick"))
                .collect(Collectors.toSet());
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /** Resident kilobytes that are not the Java heap's to explain: measured after a collection. */
    private static long residentKb() throws IOException {
        System.gc();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fiftyTimesOpenedAndClosedLeavesNothing() throws Exception {
        EmbeddedCluster alone = new EmbeddedCluster(directory, 1, 0);
        PrivateKey key = PrivateKey.generate(new SecureRandom());
        long filesBefore = 0;
        long memoryBefore = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Ledger ledger = alone.builder(0).open()) {
                AccountClient account = ledger.account(key);
                assertThat(account.call(TokenContract.ID, TokenCalls.issue("EUR", account.id(), 1))
                                .get(20, TimeUnit.SECONDS)
                                .receiptOrThrow()
                                .succeeded())
                        .isTrue();
                assertThat(ledger.head().height()).isGreaterThanOrEqualTo(round + 1L);
            }
            assertThat(threads()).isEmpty();
            if (round == WARM_UP) {
                filesBefore = openFiles();
                memoryBefore = residentKb();
            }
        }
        assertThat(openFiles()).isLessThanOrEqualTo(filesBefore + 2);
        assertThat(residentKb() - memoryBefore)
                .as("native and heap memory kept by %d more rounds, in KiB", ROUNDS - WARM_UP)
                .isLessThan(48 << 10);
    }

    @Test
    void portInUseIsNamedAndNothingStaysOpen() throws Exception {
        EmbeddedCluster alone = new EmbeddedCluster(directory, 1, 0);
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> alone.builder(0)
                            .transport(NettyTransport.listen("127.0.0.1", taken.getLocalPort()))
                            .open())
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> threads().isEmpty());
        alone.builder(0).open().close(); // the directory was released
    }

    @Test
    void directoryOfAnotherChainIsRefusedAndLeftAsItIs() {
        EmbeddedCluster first = new EmbeddedCluster(directory, 1, 0);
        first.builder(0).open().close();
        EmbeddedCluster second = new EmbeddedCluster(directory, 1, 0);
        assertThatThrownBy(() -> second.builder(0).open())
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.WRONG_CHAIN));
        first.builder(0).open().close();
    }

    @Test
    void secondNodeOnADirectoryIsRefused() {
        EmbeddedCluster alone = new EmbeddedCluster(directory, 1, 0);
        try (Ledger first = alone.builder(0).open()) {
            assertThatThrownBy(() -> alone.builder(0).open())
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LOCKED));
            assertThat(first.head().height()).isZero();
        }
    }

    @Test
    void strangerIsToldThatTheLedgerDoesNotAdmitIt() {
        EmbeddedCluster alone =
                new EmbeddedCluster(directory, 1, 0, new PoaEngine(), Parameters.DEFAULT); // no governors,
        // who could admit it later
        Identity stranger = Identity.of(PrivateKey.generate(new SecureRandom()), java.util.Optional.empty());
        assertThatThrownBy(() -> alone.builder(0)
                        .identity(stranger)
                        .storage(RocksDbStorage.at(directory.resolve("stranger")))
                        .open())
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("does not admit");
        assertThat(directory.resolve("stranger")).doesNotExist();
    }
}

package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Head;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerException;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.internal.chain.Backup;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.InMemoryStorage;

@Timeout(30)
class BackupTest {
    private final MockSigner alice = MockSigner.numbered(1);
    private final SoloLedger solo = new SoloLedger();

    @TempDir
    private Path directory;

    private List<CompletableFuture<SubmitResult>> issue(Ledger ledger, int count) {
        AccountClient account = ledger.account(alice);
        List<CompletableFuture<SubmitResult>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(account.call(TokenContract.ID, TokenCalls.issue("EUR", AccountCodec.idOf(alice.publicKey()), 1)));
        }
        return all;
    }

    private static Receipt last(List<CompletableFuture<SubmitResult>> all) throws Exception {
        Receipt last = null;
        for (CompletableFuture<SubmitResult> one : all) {
            last = one.get(20, TimeUnit.SECONDS).receiptOrThrow();
        }
        return last;
    }

    private Path backup(Ledger ledger, String name) throws Exception {
        Path file = directory.resolve(name);
        ledger.backup(file).get(20, TimeUnit.SECONDS);
        return file;
    }

    private void restore(Path file, InMemoryStorage into) {
        Ledger.builder().genesis(solo.genesis()).storage(into).restore(file);
    }

    @Test
    void backupTakenUnderLoadIsAConsistentLedgerThatGoesOn() throws Exception {
        Path file = directory.resolve("ledger.backup");
        Head saved;
        Receipt early;
        try (Ledger ledger = solo.open()) {
            early = last(issue(ledger, 20));
            List<CompletableFuture<SubmitResult>> load = issue(ledger, 300);
            saved = ledger.backup(file).get(20, TimeUnit.SECONDS);
            last(load);
            assertThat(ledger.head().height()).isGreaterThanOrEqualTo(saved.height());
        }
        InMemoryStorage restored = new InMemoryStorage();
        restore(file, restored);
        try (Ledger ledger = solo.storage(restored).open()) {
            assertThat(ledger.head()).isEqualTo(saved);
            assertThat(ledger.transaction(early.transactionId()).get(10, TimeUnit.SECONDS))
                    .isPresent();
            assertThat(last(issue(ledger, 3)).height()).isGreaterThan(saved.height());
        }
    }

    @Test
    void noDamageIsOverlooked() throws Exception {
        byte[] whole;
        try (Ledger ledger = solo.open()) {
            last(issue(ledger, 5));
            whole = Files.readAllBytes(backup(ledger, "whole"));
        }
        for (int at = 0; at < whole.length; at += 1 + whole.length / 200) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            assertRefused(Files.write(directory.resolve("changed"), changed));
            assertRefused(Files.write(directory.resolve("cut"), Arrays.copyOf(whole, at)));
        }
        assertRefused(Files.write(directory.resolve("longer"), Arrays.copyOf(whole, whole.length + 1)));
    }

    private void assertRefused(Path file) {
        InMemoryStorage place = new InMemoryStorage();
        assertThatThrownBy(() -> restore(file, place)).isInstanceOf(StorageException.class);
        boolean begun;
        try (var store = place.open(GenesisCodec.chainId(solo.genesis()), NodeAssembly.SCHEMA_VERSION)) {
            boolean[] any = {false};
            store.scan(org.tallystick.spi.storage.Column.META, new byte[0], null, (key, value) -> {
                any[0] = true;
                return false;
            });
            begun = any[0];
        }
        if (begun) {
            assertThatThrownBy(() -> new SoloLedger().storage(place).open())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("backup");
        }
    }

    @Test
    void whatCannotBeDoneIsRefused() throws Exception {
        InMemoryStorage used = new InMemoryStorage();
        Path file;
        try (Ledger ledger = solo.storage(used).open()) {
            last(issue(ledger, 1));
            file = backup(ledger, "once");
            assertThatThrownBy(() -> backup(ledger, "once")).hasCauseInstanceOf(LedgerException.class);
        }
        assertThatThrownBy(() -> restore(file, used)).isInstanceOf(StorageException.class);
        try (InputStream in = Files.newInputStream(file)) {
            assertThatThrownBy(() -> Backup.restore(in, new InMemoryStorage(), Hash.ZERO, NodeAssembly.SCHEMA_VERSION))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(StorageException.Kind.WRONG_CHAIN));
        }
    }
}

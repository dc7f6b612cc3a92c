package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.interfaces.EdECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.crypto.KeyFileException.Kind;

class KeyFileTest {
    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    @TempDir
    Path directory;

    private final PrivateKey key = PrivateKey.fromSeed(new byte[32]);

    @Test
    void aKeySurvivesItsFile() throws Exception {
        Path file = directory.resolve("account.p12");
        KeyFile.create(file, "alice", key, PASSPHRASE);
        assertThat(KeyFile.open(file, "alice", PASSPHRASE).publicKey()).isEqualTo(key.publicKey());
        assertThat(KeyFile.open(file, "alice", PASSPHRASE).seed(SecretAccess.granted()))
                .isEqualTo(key.seed(SecretAccess.granted()));
        assertThat(filesIn(directory)).containsExactly(file);
    }

    @Test
    void manyKeysShareAFile() {
        Path file = directory.resolve("accounts.p12");
        PrivateKey other = PrivateKey.fromSeed("another seed of thirty-two bytes".getBytes(StandardCharsets.US_ASCII));
        KeyFile.create(file, Map.of("bob", other, "alice", key), PASSPHRASE);
        assertThat(KeyFile.openAll(file, PASSPHRASE)).containsOnlyKeys("alice", "bob");
        assertThat(KeyFile.open(file, "bob", PASSPHRASE).publicKey()).isEqualTo(other.publicKey());
        assertFails(Kind.NOT_FOUND, "no key carol", () -> KeyFile.open(file, "carol", PASSPHRASE));
    }

    @Test
    void onlyTheOwnerMayReadIt() throws Exception {
        assumePosix();
        Path file = directory.resolve("account.p12");
        KeyFile.create(file, "alice", key, PASSPHRASE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        for (String open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            assertFails(Kind.PERMISSIONS, open, () -> KeyFile.open(file, "alice", PASSPHRASE));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(KeyFile.open(file, "alice", PASSPHRASE).publicKey()).isEqualTo(key.publicKey());
    }

    @Test
    void theSecretIsNowhereInTheFile() throws Exception {
        Path file = directory.resolve("account.p12");
        byte[] seed = new byte[32];
        new Random(3).nextBytes(seed);
        KeyFile.create(file, "alice", PrivateKey.fromSeed(seed), PASSPHRASE);
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(content)
                .doesNotContain(new String(Arrays.copyOf(seed, 8), StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(PASSPHRASE));
    }

    @Test
    void aWrongPassphraseIsToldApart() {
        Path file = directory.resolve("account.p12");
        KeyFile.create(file, "alice", key, PASSPHRASE);
        assertFails(
                Kind.WRONG_PASSPHRASE,
                file.toString(),
                () -> KeyFile.open(file, "alice", "Correct horse".toCharArray()));
        assertThatIllegalArgumentException().isThrownBy(() -> KeyFile.open(file, "alice", new char[0]));
    }

    @Test
    void aPassphraseMayBeInAnyScript() {
        Path file = directory.resolve("account.p12");
        char[] passphrase = "zoë ≠ 密码 𝔘".toCharArray();
        char[] before = passphrase.clone();
        KeyFile.create(file, "alice", key, passphrase);
        assertThat(KeyFile.open(file, "alice", passphrase).publicKey()).isEqualTo(key.publicKey());
        assertThat(passphrase).isEqualTo(before);
        assertFails(Kind.WRONG_PASSPHRASE, "", () -> KeyFile.open(file, "alice", "zoe ≠ 密码 𝔘".toCharArray()));
    }

    @Test
    void aMissingOrForeignFileIsToldApart() throws Exception {
        Path file = directory.resolve("account.p12");
        assertFails(Kind.NOT_FOUND, file.toString(), () -> KeyFile.open(file, "alice", PASSPHRASE));
        ownerOnly(file, "-----BEGIN PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII));
        assertFails(Kind.CORRUPT, "PKCS #12", () -> KeyFile.open(file, "alice", PASSPHRASE));
        ownerOnly(file, new byte[0]);
        assertFails(Kind.CORRUPT, "PKCS #12", () -> KeyFile.open(file, "alice", PASSPHRASE));
    }

    @Test
    void noDamageGoesUnnoticed() throws Exception {
        Path file = directory.resolve("account.p12");
        KeyFile.create(file, "alice", key, PASSPHRASE);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int round = 0; round < 40; round++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            ownerOnly(file, round % 4 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : bad);
            Optional<Kind> failure = failure(() -> KeyFile.open(file, "alice", PASSPHRASE));
            // A flipped bit may change a length or a tag in a way that means the same; then the key is the same too.
            if (failure.isPresent()) {
                assertThat(failure.get()).isIn(Kind.WRONG_PASSPHRASE, Kind.CORRUPT);
            } else {
                assertThat(KeyFile.open(file, "alice", PASSPHRASE).publicKey()).isEqualTo(key.publicKey());
            }
        }
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        Path file = directory.resolve("account.p12");
        ownerOnly(file, new byte[] {1});
        assertFails(Kind.EXISTS, "left as it is", () -> KeyFile.create(file, "alice", key, PASSPHRASE));
        assertFails(Kind.CORRUPT, "", () -> KeyFile.openOrCreate(file, "alice", PASSPHRASE));
        assertThat(Files.readAllBytes(file)).containsExactly(1);
        assertThat(filesIn(directory)).containsExactly(file);
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path file = directory.resolve("no").resolve("account.p12");
        assertFails(Kind.IO, "does not exist", () -> KeyFile.openOrCreate(file, "alice", PASSPHRASE));
    }

    @Test
    void badNamesAreRefused() {
        for (String name : List.of("", "Alice", "a b", "-a", "a".repeat(65))) {
            Path file = directory.resolve("account.p12");
            assertThatIllegalArgumentException().isThrownBy(() -> KeyFile.create(file, name, key, PASSPHRASE));
        }
    }

    @Test
    void whoeverCreatesItFirstDecidesTheKey() throws Exception {
        Path file = directory.resolve("account.p12");
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            Callable<PrivateKey> task = () -> KeyFile.openOrCreate(file, "alice", PASSPHRASE);
            List<Object> seen = new ArrayList<>();
            for (Future<PrivateKey> future : executor.invokeAll(List.of(task, task, task, task))) {
                seen.add(future.get().publicKey());
            }
            assertThat(seen)
                    .containsOnly(KeyFile.open(file, "alice", PASSPHRASE).publicKey());
        } finally {
            executor.shutdownNow();
        }
        assertThat(filesIn(directory)).containsExactly(file);
    }

    @Test
    void theJdkReadsOurFiles() throws Exception {
        Path file = directory.resolve("account.p12");
        KeyFile.create(file, "alice", key, PASSPHRASE);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSPHRASE);
        }
        EdECPrivateKey read = (EdECPrivateKey) store.getKey("alice", PASSPHRASE);
        assertThat(read.getBytes()).contains(key.seed(SecretAccess.granted()));
        assertThat(store.getCertificate("alice")).isEqualTo(SelfSignedCertificate.of(key));
    }

    @Test
    void weReadTheJdksFiles() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("alice", SelfSignedCertificate.toJca(key), PASSPHRASE, new java.security.cert.Certificate[] {
            SelfSignedCertificate.of(key)
        });
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        store.store(out, PASSPHRASE);
        Path file = directory.resolve("account.p12");
        ownerOnly(file, out.toByteArray());
        assertThat(KeyFile.open(file, "alice", PASSPHRASE).publicKey()).isEqualTo(key.publicKey());
    }

    @Test
    void anIdentityIsMadeOnceAndThenOpened() {
        Path file = directory.resolve("node.p12");
        Identity made = Identity.openOrCreate(file, PASSPHRASE);
        Identity opened = Identity.openOrCreate(file, PASSPHRASE);
        assertThat(opened.nodeId()).isEqualTo(made.nodeId());
        assertThat(opened.validatorKey().orElseThrow().publicKey())
                .isEqualTo(made.validatorKey().orElseThrow().publicKey())
                .isNotEqualTo(opened.nodeKey().publicKey());
        assertThat(made.toString()).contains("node ed25519:", "validator ed25519:");
    }

    @Test
    void anIdentityWithoutAValidatorKeyObserves() {
        Path file = directory.resolve("node.p12");
        KeyFile.create(file, "node", key, PASSPHRASE);
        assertThat(Identity.openOrCreate(file, PASSPHRASE).validatorKey()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Identity.of(key, Optional.of(key)));
        assertFails(Kind.NOT_FOUND, "no key node", () -> {
            Path other = directory.resolve("account.p12");
            KeyFile.create(other, "alice", key, PASSPHRASE);
            Identity.openOrCreate(other, PASSPHRASE);
        });
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable call) {
        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(call)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static Optional<Kind> failure(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (KeyFileException e) {
            return Optional.of(e.kind());
        }
    }

    private static void ownerOnly(Path file, byte[] content) throws Exception {
        Files.deleteIfExists(file);
        OwnerOnlyFile.create(file, content, new java.security.SecureRandom());
    }

    private static List<Path> filesIn(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void assumePosix() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    }
}

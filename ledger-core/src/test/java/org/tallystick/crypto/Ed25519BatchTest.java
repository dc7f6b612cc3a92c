package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/** Batches give each signature the verdict that it has alone. */
class Ed25519BatchTest {
    private final Random random = new Random(51);
    private final SignatureVerifier alone = new Verifiers.BouncyCastleVerifier();

    @Test
    void batchesOfEverySizeOfGoodSignaturesAreGood() {
        List<SignatureCheck> checks = checks(200, 200);
        Ed25519Verifier verifier = new Ed25519Verifier(random);
        for (int size = 0; size <= 130; size++) {
            assertVerdicts(verifier, checks.subList(0, size));
        }
        assertVerdicts(verifier, checks);
    }

    @Test
    void oneBadSignatureIsFoundAtEveryPlace() {
        for (int size : new int[] {1, 2, 3, 4, 5, 7, 8, 16, 33, 64, 65}) {
            List<SignatureCheck> checks = checks(size, size);
            Ed25519Verifier verifier = new Ed25519Verifier(random);
            for (int place = 0; place < size; place++) {
                List<SignatureCheck> spoilt = new ArrayList<>(checks);
                spoilt.set(place, spoil(checks.get(place), place));
                assertVerdicts(verifier, spoilt);
            }
        }
    }

    @Test
    void anyMixtureOfGoodAndBadIsSortedOut() {
        Ed25519Verifier verifier = new Ed25519Verifier(random);
        for (int round = 0; round < 60; round++) {
            List<SignatureCheck> checks = checks(1 + random.nextInt(80), 1 + random.nextInt(20));
            int outOf = 1 + random.nextInt(10);
            for (int i = 0; i < checks.size(); i++) {
                if (random.nextInt(outOf) == 0) {
                    checks.set(i, spoil(checks.get(i), random.nextInt(6)));
                }
            }
            assertVerdicts(verifier, checks);
        }
    }

    @Test
    void keysThatCameBeforeDoNotChangeVerdicts() {
        List<SignatureCheck> checks = checks(300, 300);
        Ed25519Verifier verifier = new Ed25519Verifier(random);
        for (int round = 0; round < 4; round++) { // a key's point is known from its first good signature on
            List<SignatureCheck> some = new ArrayList<>(checks);
            for (int i = 0; i < some.size(); i++) {
                if (random.nextInt(20) == 0) {
                    some.set(i, spoil(some.get(i), random.nextInt(6)));
                }
            }
            assertVerdicts(verifier, some);
        }
    }

    @Test
    void badSignaturesWhoseErrorsCancelDoNotPassTogether() {
        List<SignatureCheck> checks = checks(4, 1);
        SignatureCheck first = checks.get(0);
        SignatureCheck second = checks.get(1);
        // S + 1 in one and S - 1 in the other: an equation without random factors would hold.
        checks.set(0, withS(first, 1));
        checks.set(1, withS(second, -1));
        assertThat(new Ed25519Verifier().verifyAll(checks)).containsExactly(false, false, true, true);
    }

    @Test
    void errorsOfSmallOrderAreForgivenInABatchAsTheyAreAlone() {
        // R of small order and S = k a: the equation holds with the cofactor only. Case 2 of the speccheck vectors.
        SignatureCheck odd = new SignatureCheck(
                new PublicKey(
                        SignatureScheme.ED25519,
                        Bytes.fromHex("f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43")),
                Bytes.fromHex("aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab"),
                Bytes.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
                        + "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e"));
        assertThat(alone.verify(odd.key(), odd.message().toArray(), odd.signature()))
                .isTrue();
        for (int place = 0; place < 9; place++) {
            List<SignatureCheck> checks = checks(8, 3);
            checks.add(place, odd);
            assertVerdicts(new Ed25519Verifier(random), checks);
        }
    }

    @Test
    void verdictsDoNotDependOnTheRandomNumbers() {
        List<SignatureCheck> checks = checks(20, 5);
        checks.set(7, spoil(checks.get(7), 1));
        AtomicLong counter = new AtomicLong();
        for (RandomGenerator poor : List.<RandomGenerator>of(() -> 0L, () -> -1L, counter::incrementAndGet)) {
            assertVerdicts(new Ed25519Verifier(poor), checks);
        }
    }

    @Test
    void inABatchThatIsAllBadNoneIsGood() {
        List<SignatureCheck> checks = checks(64, 64);
        checks.replaceAll(check -> spoil(check, 3));
        assertVerdicts(new Ed25519Verifier(random), checks);
    }

    private void assertVerdicts(SignatureVerifier verifier, List<SignatureCheck> checks) {
        boolean[] expected = new boolean[checks.size()];
        for (int i = 0; i < expected.length; i++) {
            SignatureCheck check = checks.get(i);
            expected[i] = alone.verify(check.key(), check.message().toArray(), check.signature());
        }
        assertThat(verifier.verifyAll(checks)).isEqualTo(expected);
    }

    private List<SignatureCheck> checks(int size, int keys) {
        PrivateKey[] signers = new PrivateKey[keys];
        for (int i = 0; i < keys; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            signers[i] = PrivateKey.fromSeed(seed);
        }
        List<SignatureCheck> checks = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] message = new byte[random.nextInt(120)];
            random.nextBytes(message);
            PrivateKey signer = signers[i % keys];
            checks.add(new SignatureCheck(signer.publicKey(), Bytes.copyOf(message), signer.sign(message)));
        }
        return checks;
    }

    private SignatureCheck spoil(SignatureCheck check, int how) {
        byte[] key = check.key().encoded().toArray();
        byte[] signature = check.signature().toArray();
        switch (how % 5) {
            case 0 -> signature[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> signature[32 + random.nextInt(31)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> key[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            case 3 -> {
                return new SignatureCheck(check.key(), Bytes.utf8("another message"), check.signature());
            }
            default -> signature[63] |= (byte) 0xF0; // above L
        }
        return new SignatureCheck(
                new PublicKey(SignatureScheme.ED25519, Bytes.copyOf(key)), check.message(), Bytes.copyOf(signature));
    }

    private static SignatureCheck withS(SignatureCheck check, int delta) {
        byte[] signature = check.signature().toArray();
        signature[32] = (byte) (signature[32] + delta); // no carry: see the seed
        return new SignatureCheck(check.key(), check.message(), Bytes.copyOf(signature));
    }
}

package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.ReferenceEd25519.Point;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/**
 * Random signatures and mutations of them, put to every path alone and in batches. A quick number of them here; {@code
 * -Dtallystick.signatures=1000000} puts a million.
 */
class Ed25519AgreementTest {
    private static final int COUNT = Integer.getInteger("tallystick.signatures", 3_000);
    private static final long SEED = Long.getLong("tallystick.seed", 41L);
    private static final int OLD_KEYS = 40;
    private static final int LARGEST_BATCH = 80;
    private static final int KINDS = 12;

    private final Random random = new Random(SEED);
    private final Map<String, SignatureVerifier> verifiers = Verifiers.alone();
    private final SignatureVerifier oracle = new Verifiers.BouncyCastleVerifier();
    private final SignatureVerifier batches = new Ed25519Verifier();
    private final List<Point> torsion = Ed25519EdgeTest.torsion();
    private final List<PrivateKey> oldKeys = new ArrayList<>();

    @Test
    void allPathsAgreeOnRandomAndMutatedSignatures() {
        for (int i = 0; i < OLD_KEYS; i++) {
            oldKeys.add(newKey());
        }
        int good = 0;
        int left = COUNT;
        while (left > 0) {
            // Some batches are good but for a few, as an honest node sees them; in others anything goes.
            int outOf = random.nextBoolean() ? KINDS : 400;
            List<SignatureCheck> batch = new ArrayList<>();
            for (int i = Math.min(left, 1 + random.nextInt(LARGEST_BATCH)); i > 0; i--) {
                batch.add(check(random.nextInt(outOf)));
            }
            left -= batch.size();
            good += verdicts(batch);
        }
        assertThat(good).isBetween(COUNT / 4, COUNT);
        assertThat(good).isLessThan(COUNT - COUNT / 8);
    }

    private int verdicts(List<SignatureCheck> batch) {
        boolean[] expected = new boolean[batch.size()];
        int good = 0;
        for (int i = 0; i < expected.length; i++) {
            SignatureCheck check = batch.get(i);
            byte[] message = check.message().toArray();
            expected[i] = oracle.verify(check.key(), message, check.signature());
            good += expected[i] ? 1 : 0;
            for (Map.Entry<String, SignatureVerifier> verifier : verifiers.entrySet()) {
                if (verifier.getValue().verify(check.key(), message, check.signature()) != expected[i]) {
                    throw new AssertionError(verifier.getKey() + " on " + describe(check) + ", seed " + SEED);
                }
            }
        }
        for (SignatureVerifier verifier : List.of(batches, new Ed25519Verifier(random))) {
            if (!Arrays.equals(verifier.verifyAll(batch), expected)) {
                throw new AssertionError("a batch: "
                        + batch.stream().map(Ed25519AgreementTest::describe).toList() + ", seed " + SEED);
            }
        }
        return good;
    }

    private static String describe(SignatureCheck check) {
        return check.key() + " " + check.message().toHex() + " "
                + check.signature().toHex();
    }

    /** A signature of one of several kinds; most numbers stand for a good one. */
    private SignatureCheck check(int kind) {
        byte[] message = new byte[1 + random.nextInt(200)];
        random.nextBytes(message);
        if (kind == 0 && random.nextInt(8) == 0) {
            return withSmallParts(message);
        }
        PrivateKey key = random.nextBoolean() ? oldKeys.get(random.nextInt(OLD_KEYS)) : newKey();
        byte[] signature = key.sign(message).toArray();
        byte[] encodedKey = key.publicKey().encoded().toArray();
        switch (kind) {
            case 1 -> flip(signature, 0, 32);
            case 2 -> flip(signature, 32, 32);
            case 3 -> flip(encodedKey, 0, 32);
            case 4 -> flip(message, 0, message.length);
            case 5 -> System.arraycopy(newKey().publicKey().encoded().toArray(), 0, signature, 0, 32);
            case 6 -> addOrder(signature);
            case 7 -> System.arraycopy(torsion.get(random.nextInt(8)).encode(), 0, signature, 0, 32);
            case 8 -> encodedKey = torsion.get(random.nextInt(8)).encode();
            case 9 -> random.nextBytes(signature);
            default -> {
                // left as it is
            }
        }
        return new SignatureCheck(publicKey(encodedKey), Bytes.copyOf(message), Bytes.copyOf(signature));
    }

    /** The equation holds with the cofactor, and mostly not without it; sometimes it is off by one besides. */
    private SignatureCheck withSmallParts(byte[] message) {
        BigInteger a = new BigInteger(252, random).add(BigInteger.ONE);
        BigInteger r = new BigInteger(252, random).add(BigInteger.ONE);
        byte[] key = ReferenceEd25519.BASE
                .times(a)
                .plus(torsion.get(random.nextInt(8)))
                .encode();
        byte[] encodedR = ReferenceEd25519.BASE
                .times(r)
                .plus(torsion.get(random.nextInt(8)))
                .encode();
        BigInteger k = ReferenceEd25519.challenge(encodedR, key, message);
        BigInteger s = r.add(k.multiply(a))
                .add(BigInteger.valueOf(random.nextInt(4) / 3))
                .mod(ReferenceEd25519.L);
        byte[] signature = Arrays.copyOf(encodedR, 64);
        System.arraycopy(ReferenceEd25519.littleEndian(s), 0, signature, 32, 32);
        return new SignatureCheck(publicKey(key), Bytes.copyOf(message), Bytes.copyOf(signature));
    }

    private static void addOrder(byte[] signature) {
        BigInteger s =
                ReferenceEd25519.integer(Arrays.copyOfRange(signature, 32, 64)).add(ReferenceEd25519.L);
        System.arraycopy(ReferenceEd25519.littleEndian(s), 0, signature, 32, 32);
    }

    private PrivateKey newKey() {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return PrivateKey.fromSeed(seed);
    }

    private void flip(byte[] target, int from, int length) {
        target[from + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
    }

    private static PublicKey publicKey(byte[] encoded) {
        return new PublicKey(SignatureScheme.ED25519, Bytes.copyOf(encoded));
    }
}

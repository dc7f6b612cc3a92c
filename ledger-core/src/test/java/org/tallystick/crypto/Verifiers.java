package org.tallystick.crypto;

import java.security.Provider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/** Every way in which this library decides on a signature, by name, and two that others wrote. */
final class Verifiers {
    private Verifiers() {}

    /** The ways in which one signature is verified. */
    static Map<String, SignatureVerifier> alone() {
        Map<String, SignatureVerifier> all = new LinkedHashMap<>();
        all.put("BouncyCastle", new BouncyCastleVerifier());
        all.put("portable", (key, message, signature) -> new Ed25519Verifier().verify(key, message, signature));
        all.put("portable, with a memory", new Ed25519Verifier());
        try {
            all.put("native, with a memory", NativeVerifier.loaded());
            Supplier<NativeVerifier> fresh = fresh();
            all.put("native", (key, message, signature) -> fresh.get().verify(key, message, signature));
        } catch (IllegalStateException e) {
            // There is none for this platform; SignatureProviderTest demands it where there should be.
        }
        return all;
    }

    /** The same, and in company. */
    static Map<String, SignatureVerifier> all() {
        Map<String, SignatureVerifier> all = alone();
        all.put("batch of four equal ones", (key, message, signature) -> {
            SignatureCheck check = new SignatureCheck(key, Bytes.copyOf(message), signature);
            boolean[] verdicts = new Ed25519Verifier().verifyAll(List.of(check, check, check, check));
            for (boolean verdict : verdicts) {
                if (verdict != verdicts[0]) {
                    throw new AssertionError("a batch gives two verdicts on one signature");
                }
            }
            return verdicts[0];
        });
        List<SignatureCheck> company = company();
        Ed25519Verifier withMemory = new Ed25519Verifier();
        all.put("batch with good ones", (key, message, signature) -> {
            List<SignatureCheck> checks = new ArrayList<>(company);
            checks.add(
                    message.length % (company.size() + 1), new SignatureCheck(key, Bytes.copyOf(message), signature));
            boolean[] verdicts = withMemory.verifyAll(checks);
            for (int i = 0; i < verdicts.length; i++) {
                if (!verdicts[i] && i != message.length % (company.size() + 1)) {
                    throw new AssertionError("a good signature became bad in a batch");
                }
            }
            return verdicts[message.length % (company.size() + 1)];
        });
        return all;
    }

    /** Native verifiers that know no key. */
    private static Supplier<NativeVerifier> fresh() {
        Provider provider = NativeProvider.load();
        return () -> new NativeVerifier(provider);
    }

    private static List<SignatureCheck> company() {
        List<SignatureCheck> checks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            byte[] seed = new byte[32];
            seed[0] = (byte) i;
            PrivateKey signer = PrivateKey.fromSeed(seed);
            checks.add(new SignatureCheck(signer.publicKey(), Bytes.wrap(seed), signer.sign(seed)));
        }
        return checks;
    }

    /** The equation as BouncyCastle 1.86 decides it: cofactored, and strict about encodings. */
    static final class BouncyCastleVerifier implements SignatureVerifier {
        @Override
        public boolean verify(PublicKey key, byte[] message, Bytes signature) {
            byte[] point = key.encoded().toArray();
            byte[] rs = signature.toArray();
            return Ed25519Rules.admissible(key.encoded(), signature)
                    && Ed25519.verify(rs, 0, point, 0, message, 0, message.length);
        }
    }
}

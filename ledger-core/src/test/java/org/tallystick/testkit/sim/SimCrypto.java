package org.tallystick.testkit.sim;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.tallystick.crypto.Ed25519Verifier;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.crypto.Signer;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;

/**
 * The signatures of a simulated cluster.
 *
 * @param signers makes a signer from a seed of 32 bytes
 * @param verifier checks what they sign
 */
public record SimCrypto(Function<byte[], Signer> signers, SignatureVerifier verifier) {
    /** Signatures that cost next to nothing and secure nothing. */
    public static final SimCrypto MOCK =
            new SimCrypto(seed -> MockSigner.numbered(ByteBuffer.wrap(seed).getLong()), new MockVerifier());

    /** The signatures that production uses. */
    public static final SimCrypto ED25519 = new SimCrypto(PrivateKey::fromSeed, new Ed25519Verifier());

    private static final int MACHINES = 2048;

    /** Made when first asked for; whoever comes second makes the same. */
    private static final AtomicReferenceArray<PrivateKey> NODE_KEYS = new AtomicReferenceArray<>(MACHINES);

    /** The key that names a machine's node on the network; the same in all simulations. */
    static PrivateKey nodeKey(int machine) {
        PrivateKey key = NODE_KEYS.get(machine);
        if (key == null) {
            key = PrivateKey.fromSeed(seed('n', machine));
            NODE_KEYS.set(machine, key);
        }
        return key;
    }

    /** The key that a validator votes with. */
    public Signer validator(int index) {
        return signers.apply(seed('v', index));
    }

    /** The key of an account. */
    public Signer account(int index) {
        return signers.apply(seed('a', index));
    }

    private static byte[] seed(char purpose, int index) {
        return ByteBuffer.allocate(32).putInt(purpose).putInt(index).array();
    }
}

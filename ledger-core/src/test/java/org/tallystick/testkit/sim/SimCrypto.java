package org.tallystick.testkit.sim;

import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.stream.IntStream;
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

    private static final int MACHINES = 16;

    private static final PrivateKey[] NODE_KEYS = IntStream.range(0, MACHINES)
            .mapToObj(machine -> PrivateKey.fromSeed(seed('n', machine)))
            .toArray(PrivateKey[]::new);

    /** The key that names a machine's node on the network; the same in all simulations. */
    static PrivateKey nodeKey(int machine) {
        return NODE_KEYS[machine];
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

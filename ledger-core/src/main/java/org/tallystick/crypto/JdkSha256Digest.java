package org.tallystick.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import org.bouncycastle.crypto.ExtendedDigest;

/** The JDK's SHA-256 where BouncyCastle asks for one of its own, which is several times slower. For one thread. */
final class JdkSha256Digest implements ExtendedDigest {
    private static final int BLOCK_BYTES = 64;

    private final MessageDigest digest = Sha256.digest();

    @Override
    public String getAlgorithmName() {
        return "SHA-256";
    }

    @Override
    public int getDigestSize() {
        return digest.getDigestLength();
    }

    @Override
    public int getByteLength() {
        return BLOCK_BYTES;
    }

    @Override
    public void update(byte in) {
        digest.update(in);
    }

    @Override
    public void update(byte[] in, int offset, int length) {
        digest.update(in, offset, length);
    }

    @Override
    public int doFinal(byte[] out, int offset) {
        try {
            return digest.digest(out, offset, getDigestSize());
        } catch (DigestException e) {
            throw new IllegalArgumentException("no room for 32 bytes", e);
        }
    }

    @Override
    public void reset() {
        digest.reset();
    }
}

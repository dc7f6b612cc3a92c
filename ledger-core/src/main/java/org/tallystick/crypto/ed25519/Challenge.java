package org.tallystick.crypto.ed25519;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes R, A and the message to the scalar k (RFC 8032, section 5.1.7). For one thread. */
final class Challenge {
    private static final int HASH_SIZE = 64;

    private final MessageDigest sha512 = sha512();
    private final byte[] hash = new byte[HASH_SIZE];

    /** Sets the target to k, hashed over the bytes as received. */
    void compute(long[] target, Scalars scalars, Claim claim) {
        claim.signature().updateDigest(sha512, 0, FieldElement.SIZE);
        claim.key().updateDigest(sha512);
        claim.message().updateDigest(sha512);
        try {
            sha512.digest(hash, 0, HASH_SIZE);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-512 has 64 bytes", e);
        }
        scalars.reduce(target, hash);
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }
}

package org.tallystick.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** SHA-256 (FIPS 180-4) from the JDK's provider, which uses the processor's own instructions. */
public final class Sha256 {
    /** Never fed, only copied, which costs a fraction of looking the algorithm up among the providers. */
    private static final MessageDigest BLANK = lookUp();

    private Sha256() {}

    /** A fresh digest; cheap, for use by one thread. */
    public static MessageDigest digest() {
        try {
            return (MessageDigest) BLANK.clone();
        } catch (CloneNotSupportedException e) {
            return lookUp(); // a provider that came before the JDK's own
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The hash of an array. */
    public static Hash hash(byte[] data) {
        return Hash.of(digest().digest(data));
    }

    /** The hash of a one-byte tag, which keeps the purposes apart, and the data. */
    public static Hash hash(int tag, Bytes data) {
        MessageDigest digest = digest();
        digest.update((byte) tag);
        data.updateDigest(digest);
        return Hash.of(digest.digest());
    }

    /** The hash of a string of bytes. */
    public static Hash hash(Bytes data) {
        MessageDigest digest = digest();
        data.updateDigest(digest);
        return Hash.of(digest.digest());
    }
}

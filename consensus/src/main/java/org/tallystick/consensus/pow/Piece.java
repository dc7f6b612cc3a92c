package org.tallystick.consensus.pow;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;

/**
 * A bounded number of tries at a header: a function of its arguments, to be computed on any thread. The nonce stands at
 * the end of the encoded header, so all before it is hashed once.
 *
 * @param header with any nonce
 * @param first the first nonce to try
 * @param count how many
 */
record Piece(BlockHeader header, BigInteger target, long first, int count) implements Supplier<Bytes> {
    /** The nonce that meets the target, in eight bytes; empty when none did. */
    @Override
    public Bytes get() {
        byte[] encoded = HeaderCodec.encode(header).toArray();
        int head = encoded.length - Work.NONCE_BYTES;
        MessageDigest before = Sha256.digest();
        before.update(encoded, 0, head);
        MessageDigest outer = Sha256.digest();
        byte[] limit = bytes(target);
        ByteBuffer nonce = ByteBuffer.allocate(Work.NONCE_BYTES);
        try {
            for (int i = 0; i < count; i++) {
                nonce.putLong(0, first + i);
                MessageDigest inner = (MessageDigest) before.clone();
                byte[] proof = outer.digest(inner.digest(nonce.array()));
                if (java.util.Arrays.compareUnsigned(proof, limit) <= 0) {
                    return Bytes.copyOf(nonce.array());
                }
            }
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 cannot be copied", e);
        }
        return Bytes.EMPTY;
    }

    private static byte[] bytes(BigInteger target) {
        byte[] out = new byte[32];
        byte[] raw = target.toByteArray(); // perhaps with a zero in front
        int length = Math.min(32, raw.length);
        System.arraycopy(raw, raw.length - length, out, 32 - length, length);
        return out;
    }
}

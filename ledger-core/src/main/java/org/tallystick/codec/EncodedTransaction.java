package org.tallystick.codec;

import java.util.Objects;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.SignedTransaction;

/**
 * A signed transaction with its one encoding and the two hashes taken from it, so that each is made once on the way from
 * the door to the block. {@link TransactionCodec} makes these; it alone vouches that the parts agree.
 *
 * @param transaction what the bytes mean
 * @param id the hash of the body, which names the transaction
 * @param leaf the RFC 6962 leaf hash over the full signed bytes: SHA-256 of a zero byte and {@code bytes}
 * @param bytes the encoding of body and signatures
 */
public record EncodedTransaction(SignedTransaction transaction, Hash id, Hash leaf, Bytes bytes) {
    /** Refuses null. */
    public EncodedTransaction {
        Objects.requireNonNull(transaction, "transaction");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(leaf, "leaf");
        Objects.requireNonNull(bytes, "bytes");
    }

    /** The number of encoded bytes, signatures included; what size limits count. */
    public int size() {
        return bytes.size();
    }
}

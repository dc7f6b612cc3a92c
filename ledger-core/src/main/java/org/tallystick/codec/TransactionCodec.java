package org.tallystick.codec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tallystick.crypto.Signer;
import org.tallystick.crypto.SigningDomain;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;

/**
 * The one encoding of a transaction: the body, then the signatures. The id is taken over the body alone, the leaf over
 * everything. Stateless; any thread may call it.
 */
public final class TransactionCodec {
    /** The most bytes that any ledger can allow a signed transaction; a ledger's parameters set a lower bound. */
    public static final int MAX_BYTES = 32 << 20;

    static final int VERSION = 1;

    private TransactionCodec() {}

    /** The name of a transaction: SHA-256 of the ASCII text {@code "tallystick/txid "} and the encoded body. */
    public static Hash id(Transaction body) {
        CanonicalWriter out = new CanonicalWriter(estimate(body));
        writeBody(body, out);
        return TransactionDecoder.id(out);
    }

    /**
     * Encodes a transaction with its signatures, which are not verified here.
     *
     * @throws IllegalArgumentException when the encoding would exceed {@link #MAX_BYTES}
     */
    public static EncodedTransaction encode(SignedTransaction transaction) {
        CanonicalWriter out = new CanonicalWriter(estimate(transaction.body()));
        writeBody(transaction.body(), out);
        int bodySize = out.size();
        out.u8(transaction.witnesses().size());
        for (Witness witness : transaction.witnesses()) {
            out.publicKey(witness.key()).raw(witness.signature());
        }
        if (out.size() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a transaction has at most " + MAX_BYTES + " encoded bytes, not " + out.size());
        }
        return new TransactionDecoder().withHashes(transaction, out.toBytes(), bodySize, null);
    }

    /** Decodes a transaction that fills the input exactly. The signatures are not verified here. */
    public static EncodedTransaction decode(Bytes encoded) throws MalformedException {
        return new TransactionDecoder().decode(encoded);
    }

    /** The message that each key of a transaction signs. */
    public static byte[] signingMessage(Hash chainId, Hash id) {
        return SigningDomain.TRANSACTION.message(chainId, id);
    }

    /**
     * Signs a transaction with each of the keys and puts the signatures in their order.
     *
     * @throws IllegalArgumentException when there are none, too many, or two of the same key
     */
    public static SignedTransaction sign(Transaction body, List<? extends Signer> signers) {
        byte[] message = signingMessage(body.chainId(), id(body));
        List<Witness> witnesses = new ArrayList<>();
        for (Signer signer : signers) {
            witnesses.add(new Witness(signer.publicKey(), signer.sign(message.clone())));
        }
        witnesses.sort(Comparator.comparing(Witness::key));
        return new SignedTransaction(body, witnesses);
    }

    private static void writeBody(Transaction body, CanonicalWriter out) {
        out.u8(VERSION)
                .hash(body.chainId())
                .hash(body.sender().hash())
                .u16(body.lane())
                .u64(body.sequence())
                .u64(body.validUntil())
                .text(body.contract().name())
                .bytes32(body.call())
                .u64(body.resourceLimit())
                .u8(body.attachments().size());
        body.attachments().forEach(out::hash);
    }

    private static int estimate(Transaction body) {
        return 320 + body.call().size() + Hash.SIZE * body.attachments().size();
    }
}

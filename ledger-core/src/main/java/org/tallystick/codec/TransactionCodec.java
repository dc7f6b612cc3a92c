package org.tallystick.codec;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tallystick.crypto.Sha256;
import org.tallystick.crypto.Signer;
import org.tallystick.crypto.SigningDomain;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
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

    private static final int VERSION = 1;
    private static final int LEAF = 0x00;
    private static final int MAX_CONTRACT_NAME = 64;
    private static final Bytes ID_TAG = Bytes.utf8("tallystick/txid ");

    private TransactionCodec() {}

    /** The name of a transaction: SHA-256 of the ASCII text {@code "tallystick/txid "} and the encoded body. */
    public static Hash id(Transaction body) {
        CanonicalWriter out = new CanonicalWriter(estimate(body)).raw(ID_TAG);
        writeBody(body, out);
        return Sha256.hash(out.toArray());
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
        return withHashes(transaction, out.toBytes(), bodySize, null);
    }

    /** Decodes a transaction that fills the input exactly. The signatures are not verified here. */
    public static EncodedTransaction decode(Bytes encoded) throws MalformedException {
        return decode(encoded, null);
    }

    /** The same, when the leaf hash has been computed; null when it has not. */
    static EncodedTransaction decode(Bytes encoded, Hash leaf) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("a transaction has at most " + MAX_BYTES + " bytes, not " + encoded.size());
        }
        CanonicalReader in = CanonicalReader.of(encoded);
        try {
            Transaction body = readBody(in);
            int bodySize = in.position();
            SignedTransaction transaction = new SignedTransaction(body, readWitnesses(in));
            in.end("transaction");
            return withHashes(transaction, encoded, bodySize, leaf);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("transaction: " + e.getMessage(), e);
        }
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

    private static EncodedTransaction withHashes(
            SignedTransaction transaction, Bytes encoded, int bodySize, Hash knownLeaf) {
        MessageDigest digest = Sha256.digest();
        ID_TAG.updateDigest(digest);
        encoded.updateDigest(digest, 0, bodySize);
        Hash id = Hash.of(digest.digest());
        Hash leaf = knownLeaf;
        if (leaf == null) {
            digest.update((byte) LEAF);
            encoded.updateDigest(digest);
            leaf = Hash.of(digest.digest());
        }
        return new EncodedTransaction(transaction, id, leaf, encoded);
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

    private static Transaction readBody(CanonicalReader in) throws MalformedException {
        int version = in.u8("transaction version");
        if (version != VERSION) {
            throw new MalformedException(
                    "transaction version " + version + " is not known; this is version " + VERSION);
        }
        return new Transaction(
                in.hash("chain id"),
                new AccountId(in.hash("sender")),
                in.u16("lane"),
                in.u64("sequence"),
                in.u64("valid-until"),
                new ContractId(in.text("contract", MAX_CONTRACT_NAME)),
                in.bytes32("call", MAX_BYTES),
                in.u64("resource limit"),
                readAttachments(in));
    }

    private static List<Hash> readAttachments(CanonicalReader in) throws MalformedException {
        int count = in.u8("number of attachments");
        List<Hash> attachments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            attachments.add(in.hash("attachment"));
        }
        return attachments;
    }

    private static List<Witness> readWitnesses(CanonicalReader in) throws MalformedException {
        int count = in.u8("number of signatures");
        List<Witness> witnesses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PublicKey key = in.publicKey("signing key");
            witnesses.add(new Witness(key, in.raw("signature", key.scheme().signatureSize())));
        }
        return witnesses;
    }

    private static int estimate(Transaction body) {
        return 320 + body.call().size() + Hash.SIZE * body.attachments().size();
    }
}

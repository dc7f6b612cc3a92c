package org.tallystick.codec;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;

/**
 * Decodes transactions, one after another, by the rules of {@link TransactionCodec}. Its digest, and what neighbours
 * mostly have in common, are made once; the parts of a transaction are slices of its encoding. For one thread; to be
 * made anew for each block or batch.
 */
public final class TransactionDecoder {
    private static final int LEAF = 0x00;
    private static final int MAX_CONTRACT_NAME = 64;
    private static final Bytes ID_TAG = Bytes.utf8("tallystick/txid ");

    private final MessageDigest digest = Sha256.digest();
    private final byte[] hashed = new byte[Hash.SIZE];
    private final CanonicalReader in = CanonicalReader.sharing(Bytes.EMPTY);
    private Hash chainId = Hash.ZERO; // of the transaction before
    private Bytes contractName = Bytes.EMPTY;
    private ContractId contract;

    /** Decodes a transaction that fills the input exactly. The signatures are not verified here. */
    public EncodedTransaction decode(Bytes encoded) throws MalformedException {
        return decode(encoded, null);
    }

    /** The same, when the leaf hash has been computed; null when it has not. */
    EncodedTransaction decode(Bytes encoded, Hash leaf) throws MalformedException {
        if (encoded.size() > TransactionCodec.MAX_BYTES) {
            throw new MalformedException(
                    "a transaction has at most " + TransactionCodec.MAX_BYTES + " bytes, not " + encoded.size());
        }
        in.restart(encoded);
        try {
            Transaction body = readBody();
            int bodySize = in.position();
            SignedTransaction transaction = new SignedTransaction(body, readWitnesses());
            in.end("transaction");
            return withHashes(transaction, encoded, bodySize, leaf);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("transaction: " + e.getMessage(), e);
        }
    }

    /** Puts a transaction together with its encoding, of which so many bytes are the body's. */
    EncodedTransaction withHashes(SignedTransaction transaction, Bytes encoded, int bodySize, Hash knownLeaf) {
        ID_TAG.updateDigest(digest);
        encoded.updateDigest(digest, 0, bodySize);
        Hash id = digest();
        Hash leaf = knownLeaf;
        if (leaf == null) {
            digest.update((byte) LEAF);
            encoded.updateDigest(digest);
            leaf = digest();
        }
        return new EncodedTransaction(transaction, id, leaf, encoded);
    }

    /** The id of a body. */
    static Hash id(CanonicalWriter body) {
        MessageDigest digest = Sha256.digest();
        ID_TAG.updateDigest(digest);
        return Hash.of(digest.digest(body.toArray()));
    }

    private Hash digest() {
        try {
            digest.digest(hashed, 0, hashed.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 gives 32 bytes, for which there is room", e);
        }
        return Hash.of(hashed, 0);
    }

    private Transaction readBody() throws MalformedException {
        int version = in.u8("transaction version");
        if (version != TransactionCodec.VERSION) {
            throw new MalformedException(
                    "transaction version " + version + " is not known; this is version " + TransactionCodec.VERSION);
        }
        return new Transaction(
                readChainId(),
                new AccountId(in.hash("sender")),
                in.u16("lane"),
                in.u64("sequence"),
                in.u64("valid-until"),
                readContract(),
                in.bytes32("call", TransactionCodec.MAX_BYTES),
                in.u64("resource limit"),
                readAttachments());
    }

    private Hash readChainId() throws MalformedException {
        chainId = in.hash("chain id", chainId);
        return chainId;
    }

    private ContractId readContract() throws MalformedException {
        Bytes name = in.bytes16("contract", MAX_CONTRACT_NAME, contractName);
        if (contract == null || !name.equals(contractName)) {
            contract = new ContractId(CanonicalReader.text("contract", name));
            contractName = name.compact();
        }
        return contract;
    }

    private List<Hash> readAttachments() throws MalformedException {
        int count = in.u8("number of attachments");
        if (count == 0) {
            return List.of();
        }
        List<Hash> attachments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            attachments.add(in.hash("attachment"));
        }
        return attachments;
    }

    private List<Witness> readWitnesses() throws MalformedException {
        int count = in.u8("number of signatures");
        if (count == 1) {
            return List.of(readWitness()); // as nearly all have
        }
        List<Witness> witnesses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            witnesses.add(readWitness());
        }
        return witnesses;
    }

    private Witness readWitness() throws MalformedException {
        PublicKey key = in.publicKey("signing key");
        return new Witness(key, in.raw("signature", key.scheme().signatureSize()));
    }
}

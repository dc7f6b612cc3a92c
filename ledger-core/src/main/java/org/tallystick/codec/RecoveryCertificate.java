package org.tallystick.codec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.crypto.Signer;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Governance;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Witness;

/**
 * A recovery that governors have signed. It stands beside the block that it makes, in the place of the validators'
 * certificate, so whoever walks the chain meets it.
 *
 * @param statement what they say
 * @param signatures theirs, strictly ascending by key, 1 to {@link Governance#MAX_GOVERNORS}
 */
public record RecoveryCertificate(RecoveryStatement statement, List<Witness> signatures) {
    private static final Bytes MARK = Bytes.utf8("recovery");

    private static final int VERSION = 1;

    /** Checks order and bounds, and copies the list. */
    public RecoveryCertificate {
        signatures = List.copyOf(signatures);
        if (signatures.isEmpty() || signatures.size() > Governance.MAX_GOVERNORS) {
            throw new IllegalArgumentException("a recovery has 1 to 64 signatures, not " + signatures.size());
        }
        for (int i = 1; i < signatures.size(); i++) {
            if (signatures.get(i - 1).key().compareTo(signatures.get(i).key()) >= 0) {
                throw new IllegalArgumentException("the signatures of a recovery ascend by key, none twice");
            }
        }
    }

    /** One governor's signature; made where its recovery key is kept. */
    public static Witness sign(RecoveryStatement statement, Hash chainId, Signer recoveryKey) {
        return new Witness(
                recoveryKey.publicKey(),
                recoveryKey.sign(statement.message(chainId).toArray()));
    }

    /** Whether a block is one that a recovery makes, beside which such a certificate stands instead of validators' votes. */
    public static boolean standsBeside(BlockHeader header) {
        return header.engineFields().equals(MARK);
    }

    /** What marks the block that a recovery makes, in the fields of the engine. */
    public static Bytes mark() {
        return MARK;
    }

    /** Puts signatures that were made apart together. */
    public static RecoveryCertificate of(RecoveryStatement statement, List<Witness> signatures) {
        return new RecoveryCertificate(
                statement,
                signatures.stream().sorted(Comparator.comparing(Witness::key)).toList());
    }

    /** Whether enough of the governors have signed, and nobody else. */
    public boolean isGood(Hash chainId, Governance governance, SignatureVerifier verifier) {
        byte[] message = statement.message(chainId).toArray();
        return signatures.size() >= governance.recoveryThreshold()
                && signatures.stream()
                        .allMatch(signature -> isGovernors(signature.key(), governance)
                                && verifier.verify(signature.key(), message, signature.signature()));
    }

    private static boolean isGovernors(PublicKey key, Governance governance) {
        return governance.governors().stream()
                .anyMatch(governor -> governor.recoveryKey().equals(key));
    }

    /** The certificate's bytes. */
    public Bytes encode() {
        CanonicalWriter out = new CanonicalWriter(1024).u8(VERSION);
        statement.write(out);
        out.u8(signatures.size());
        signatures.forEach(signature -> out.publicKey(signature.key()).raw(signature.signature()));
        return out.toBytes();
    }

    /** Reads a certificate that fills the input exactly; whether it is good is another question. */
    public static RecoveryCertificate decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        int version = in.u8("version of the recovery");
        if (version != VERSION) {
            throw new MalformedException("recovery version " + version + " is not known; this is version " + VERSION);
        }
        RecoveryStatement statement = RecoveryStatement.read(in);
        int count = in.u8("number of signatures");
        List<Witness> signatures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PublicKey key = in.publicKey("governor's key");
            signatures.add(new Witness(key, in.raw("signature", key.scheme().signatureSize())));
        }
        in.end("recovery");
        try {
            return new RecoveryCertificate(statement, signatures);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }
}

package org.tallystick.codec;

import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Evidence;
import org.tallystick.model.Hash;

/** The one encoding of evidence, in which it is stored, passed on and exported; its hash is the evidence's id. */
public final class EvidenceCodec {
    /** The most bytes of encoded evidence. */
    public static final int MAX_BYTES = 2 * Evidence.MAX_MESSAGE + 512;

    private static final int VERSION = 1;
    private static final Bytes ID_TAG = Bytes.utf8("tallystick/proof");

    private EvidenceCodec() {}

    /** The evidence's name: SHA-256 of the ASCII text {@code tallystick/proof} and the encoded evidence. */
    public static Hash id(Evidence evidence) {
        return id(encode(evidence));
    }

    /** The same of encoded evidence. */
    public static Hash id(Bytes encoded) {
        return Sha256.hash(new CanonicalWriter(16 + encoded.size())
                .raw(ID_TAG)
                .raw(encoded)
                .toArray());
    }

    /** Encodes evidence. */
    public static Bytes encode(Evidence evidence) {
        return new CanonicalWriter(512)
                .u8(VERSION)
                .hash(evidence.chainId())
                .text(evidence.engine())
                .u64(evidence.epoch())
                .publicKey(evidence.validator())
                .text(evidence.kind())
                .bytes32(evidence.first())
                .bytes32(evidence.second())
                .toBytes();
    }

    /** Decodes evidence that fills the input exactly; what it says is not checked. */
    public static Evidence decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        int version = in.u8("version of the evidence");
        if (version != VERSION) {
            throw new MalformedException("evidence version " + version + " is not known; this is version " + VERSION);
        }
        try {
            Evidence evidence = new Evidence(
                    in.hash("chain id"),
                    in.text("engine", 32),
                    in.u64("epoch"),
                    in.publicKey("validator"),
                    in.text("kind", 64),
                    in.bytes32("first message", Evidence.MAX_MESSAGE),
                    in.bytes32("second message", Evidence.MAX_MESSAGE));
            in.end("evidence");
            return evidence;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("evidence: " + e.getMessage(), e);
        }
    }
}

package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;

/** The one encoding of proofs of a state key. */
public final class KeyProofCodec {
    /** The most bytes of an encoded proof. */
    public static final int MAX_BYTES = 1 + 2 + (KeyProof.MAX_SIBLINGS + 2) * Hash.SIZE;

    private static final int NOTHING = 0;
    private static final int FOUND = 1;
    private static final int OTHER = 2;

    private KeyProofCodec() {}

    /** Encodes a proof. */
    public static Bytes encode(KeyProof proof) {
        CanonicalWriter out = new CanonicalWriter(3 + (proof.siblings().size() + 2) * Hash.SIZE);
        if (proof.end() instanceof KeyProof.Other other) {
            out.u8(OTHER).hash(other.key()).hash(other.valueHash());
        } else {
            out.u8(proof.end() instanceof KeyProof.Found ? FOUND : NOTHING);
        }
        out.u16(proof.siblings().size());
        proof.siblings().forEach(out::hash);
        return out.toBytes();
    }

    /** Decodes a proof that fills the input exactly. */
    public static KeyProof decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        KeyProof proof = read(in);
        in.end("key proof");
        return proof;
    }

    /** Reads a proof that other things follow. */
    public static KeyProof read(CanonicalReader in) throws MalformedException {
        int tag = in.u8("end of a key's path");
        KeyProof.End end = switch (tag) {
            case NOTHING -> new KeyProof.Nothing();
            case FOUND -> new KeyProof.Found();
            case OTHER -> new KeyProof.Other(in.hash("other key"), in.hash("other key's value hash"));
            default ->
                throw new MalformedException(
                        "the end of a key's path is 0 (nothing), 1 (the key) or 2 (another key)," + " not " + tag);
        };
        int count = in.u16("number of siblings");
        if (count > KeyProof.MAX_SIBLINGS) {
            throw new MalformedException(
                    "a key proof has at most " + KeyProof.MAX_SIBLINGS + " siblings, not " + count);
        }
        List<Hash> siblings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            siblings.add(in.hash("sibling"));
        }
        return new KeyProof(end, siblings);
    }
}

package org.tallystick.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.KeyProofCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.ReceiptCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** The one form of a proof file. */
final class ProofCodec {
    /** The most bytes of a file. */
    static final int MAX_BYTES = 64 << 20;

    /** The most bytes of a certificate, whatever the engine. */
    static final int MAX_CERTIFICATE = 16 << 20;

    private static final Bytes MAGIC = Bytes.utf8("tallystick/proof");
    private static final int VERSION = 1;
    private static final int MAX_HEADER = 4 << 10;
    private static final int INCLUDED = 1;
    private static final int ENDED = 2;
    private static final int HELD = 3;
    private static final int CONTINUES = 4;

    private ProofCodec() {}

    static Bytes encode(Proof proof) {
        CanonicalWriter out = new CanonicalWriter(8 << 10);
        out.raw(MAGIC).u8(VERSION).u16(proof.steps().size());
        for (EpochStep step : proof.steps()) {
            writeHeader(out, step.last());
            out.bytes32(step.certificate());
            ConfigCodec.write(step.next(), out);
        }
        writeHeader(out, proof.attested());
        out.bytes32(proof.certificate()).u8(proof.ancestor().isPresent() ? 1 : 0);
        proof.ancestor().ifPresent(ancestor -> {
            writeHeader(out, ancestor.header());
            writePath(out, ancestor.path());
        });
        out.u8(proof.claims().size());
        proof.claims().forEach(claim -> write(out, claim));
        return Bytes.wrap(out.hash(Sha256.hash(out.toArray())).toArray());
    }

    static Proof decode(Bytes file) throws MalformedException {
        if (file.size() > MAX_BYTES) {
            throw new MalformedException("a proof has at most " + MAX_BYTES + " bytes, not " + file.size());
        }
        CanonicalReader in = CanonicalReader.of(file);
        if (file.size() < MAGIC.size()
                || !in.raw("mark of a proof", MAGIC.size()).equals(MAGIC)) {
            throw new MalformedException("it does not begin with " + MAGIC.toUtf8() + " as a proof does");
        }
        int version = in.u8("version of the proof");
        if (version != VERSION) {
            throw new MalformedException("proof version " + version + " is not known; this is version " + VERSION);
        }
        try {
            Proof proof = read(in);
            Hash computed = seal(file, in.position());
            if (!in.hash("checksum").equals(computed)) {
                throw new MalformedException("its checksum is wrong: the file was changed after it was made");
            }
            in.end("the proof");
            return proof;
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    /**
     * What a proof says is bound by its hashes and signatures. The checksum is not against liars; it keeps damage from
     * turning a proof into one of something else that happens to be true, such as the absence of another key.
     */
    private static Hash seal(Bytes file, int end) {
        return Sha256.hash(Bytes.copyOf(file.toArray(), 0, end));
    }

    private static Proof read(CanonicalReader in) throws MalformedException {
        int stepCount = in.u16("number of steps");
        if (stepCount > Proof.MAX_STEPS) {
            throw new MalformedException(stepCount + " steps, at most " + Proof.MAX_STEPS);
        }
        List<EpochStep> steps = new ArrayList<>();
        for (int i = 0; i < stepCount; i++) {
            steps.add(new EpochStep(readHeader(in), readCertificate(in), ConfigCodec.read(in)));
        }
        BlockHeader attested = readHeader(in);
        Bytes certificate = readCertificate(in);
        Optional<Ancestor> ancestor =
                readFlag(in, "ancestor") ? Optional.of(new Ancestor(readHeader(in), readPath(in))) : Optional.empty();
        int claimCount = in.u8("number of claims");
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < claimCount; i++) {
            claims.add(readClaim(in));
        }
        return new Proof(steps, attested, certificate, ancestor, claims);
    }

    private static void write(CanonicalWriter out, Claim claim) {
        if (claim instanceof Claim.Included included) {
            out.u8(INCLUDED).u32(included.index());
            out.bytes32(TransactionCodec.encode(included.transaction()).bytes());
            writePath(out, included.path());
        } else if (claim instanceof Claim.Ended ended) {
            out.u8(ENDED).bytes32(ReceiptCodec.encode(ended.receipt()));
            writePath(out, ended.path());
        } else if (claim instanceof Claim.Held held) {
            out.u8(HELD).text(held.space()).bytes16(held.key());
            out.u8(held.value().isPresent() ? 1 : 0);
            held.value().ifPresent(out::bytes32);
            out.raw(KeyProofCodec.encode(held.proof()));
        } else if (claim instanceof Claim.Continues continues) {
            out.u8(CONTINUES).u64(continues.size()).hash(continues.root());
            writePath(out, continues.path());
        } else {
            throw new AssertionError(claim);
        }
    }

    private static Claim readClaim(CanonicalReader in) throws MalformedException {
        int tag = in.u8("kind of claim");
        return switch (tag) {
            case INCLUDED ->
                new Claim.Included(
                        in.u32("place of the transaction", Integer.MAX_VALUE),
                        TransactionCodec.decode(in.bytes32("transaction", TransactionCodec.MAX_BYTES))
                                .transaction(),
                        readPath(in));
            case ENDED ->
                new Claim.Ended(ReceiptCodec.decode(in.bytes32("receipt", ReceiptCodec.MAX_BYTES)), readPath(in));
            case HELD -> readHeld(in);
            case CONTINUES -> new Claim.Continues(in.u64("size of the history"), in.hash("history root"), readPath(in));
            default -> throw new MalformedException("claim " + tag + " is not known; 1 to 4 are");
        };
    }

    private static Claim.Held readHeld(CanonicalReader in) throws MalformedException {
        String space = in.text("name space", 64);
        Bytes key = in.bytes16("state key", Claim.Held.MAX_KEY);
        Optional<Bytes> value =
                readFlag(in, "value") ? Optional.of(in.bytes32("state value", Claim.Held.MAX_VALUE)) : Optional.empty();
        return new Claim.Held(space, key, value, KeyProofCodec.read(in));
    }

    private static void writeHeader(CanonicalWriter out, BlockHeader header) {
        out.bytes16(HeaderCodec.encode(header));
    }

    private static BlockHeader readHeader(CanonicalReader in) throws MalformedException {
        return HeaderCodec.decode(in.bytes16("block header", MAX_HEADER));
    }

    private static Bytes readCertificate(CanonicalReader in) throws MalformedException {
        return in.bytes32("certificate", MAX_CERTIFICATE);
    }

    private static boolean readFlag(CanonicalReader in, String what) throws MalformedException {
        int flag = in.u8("presence of the " + what);
        if (flag > 1) {
            throw new MalformedException("presence of the " + what + " is " + flag + ", not 0 or 1");
        }
        return flag == 1;
    }

    private static void writePath(CanonicalWriter out, List<Hash> path) {
        out.u8(path.size());
        path.forEach(out::hash);
    }

    private static List<Hash> readPath(CanonicalReader in) throws MalformedException {
        int count = in.u8("length of a path");
        if (count > Claim.MAX_PATH) {
            throw new MalformedException("a path has at most " + Claim.MAX_PATH + " hashes, not " + count);
        }
        List<Hash> path = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            path.add(in.hash("hash of a path"));
        }
        return path;
    }
}

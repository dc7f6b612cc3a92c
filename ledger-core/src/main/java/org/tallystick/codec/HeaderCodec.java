package org.tallystick.codec;

import java.security.MessageDigest;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** The one encoding of a block header, and the hash that names the block. */
public final class HeaderCodec {
    private static final int VERSION = 1;
    private static final byte[] TAG = Bytes.utf8("tallystick/block").toArray();

    private HeaderCodec() {}

    /** Encodes a header. */
    public static Bytes encode(BlockHeader header) {
        return new CanonicalWriter(400)
                .u16(VERSION)
                .hash(header.chainId())
                .u64(header.height())
                .hash(header.parent())
                .u64(header.timestamp())
                .publicKey(header.proposer())
                .u32(header.transactionCount())
                .hash(header.transactionRoot())
                .hash(header.receiptRoot())
                .hash(header.stateRoot())
                .hash(header.historyRoot())
                .hash(header.configHash())
                .hash(header.nextConfigHash())
                .bytes16(header.engineFields())
                .toBytes();
    }

    /** Decodes a header that fills the input exactly. */
    public static BlockHeader decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        BlockHeader header = read(in);
        in.end("block header");
        return header;
    }

    /** Reads a header from where the reader stands. */
    public static BlockHeader read(CanonicalReader in) throws MalformedException {
        int version = in.u16("header version");
        if (version != VERSION) {
            throw new MalformedException("header version " + version + " is not known; this is version " + VERSION);
        }
        return new BlockHeader(
                in.hash("chain id"),
                in.u64("height"),
                in.hash("parent"),
                in.u64("timestamp"),
                in.publicKey("proposer"),
                in.u32("transaction count", Integer.MAX_VALUE),
                in.hash("transaction root"),
                in.hash("receipt root"),
                in.hash("state root"),
                in.hash("history root"),
                in.hash("config hash"),
                in.hash("next config hash"),
                in.bytes16("engine fields", BlockHeader.MAX_ENGINE_FIELDS));
    }

    /** The block's name: SHA-256 of the ASCII text {@code tallystick/block} and the encoded header. */
    public static Hash hash(BlockHeader header) {
        return hash(encode(header));
    }

    /** The same, of a header already encoded. */
    public static Hash hash(Bytes encodedHeader) {
        MessageDigest digest = Sha256.digest();
        digest.update(TAG);
        encodedHeader.updateDigest(digest);
        return Hash.of(digest.digest());
    }
}

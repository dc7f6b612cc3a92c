package org.tallystick.contract.governance;

import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Signer;
import org.tallystick.crypto.SigningDomain;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.PublicKey;

/**
 * A coming validator's word that its node has caught up, which also shows that it has the voting key. It names a recent
 * final block, which only one that follows the ledger knows, and soon expires.
 *
 * @param key the voting key
 * @param node the node that will speak for it
 * @param height of a final block that the node has, at most {@code CallContext.MAX_LOOK_BACK} below the block in which
 *     this comes to stand
 * @param block its hash
 * @param validUntil until when this counts, in milliseconds since 1970-01-01T00:00Z by the clock of blocks
 * @param signature the voting key's, over {@link #message}
 */
public record Readiness(PublicKey key, NodeId node, long height, Hash block, long validUntil, Bytes signature) {
    /** For how long at most it may count. */
    public static final long MAX_VALIDITY_MS = 3_600_000;

    /** Signs one. */
    public static Readiness sign(Hash chainId, Signer signer, NodeId node, long height, Hash block, long validUntil) {
        Readiness unsigned = new Readiness(signer.publicKey(), node, height, block, validUntil, Bytes.EMPTY);
        Bytes signature = signer.sign(unsigned.message(chainId).toArray());
        return new Readiness(signer.publicKey(), node, height, block, validUntil, signature);
    }

    /** The whole message that is signed: purpose, chain id, version, key, node, height, block, valid until. */
    public Bytes message(Hash chainId) {
        CanonicalWriter content = new CanonicalWriter(128).u8(1);
        writeContent(content);
        return Bytes.wrap(SigningDomain.READINESS.message(chainId, content.toArray()));
    }

    private void writeContent(CanonicalWriter out) {
        out.publicKey(key).publicKey(node.key()).u64(height).hash(block).u64(validUntil);
    }

    void write(CanonicalWriter out) {
        writeContent(out);
        out.raw(signature);
    }

    static Readiness read(CanonicalReader in) throws MalformedException {
        PublicKey key = in.publicKey("voting key");
        NodeId node = new NodeId(in.publicKey("node"));
        return new Readiness(
                key,
                node,
                in.u64("height"),
                in.hash("block"),
                in.u64("valid until"),
                in.raw("signature", key.scheme().signatureSize()));
    }
}

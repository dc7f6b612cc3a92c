package org.tallystick.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tallystick.model.Hash;

/**
 * What is signed, laid out so that a signature made for one purpose never verifies for another: sixteen ASCII bytes
 * that name the purpose, the chain id, then what the purpose adds.
 */
public enum SigningDomain {
    /** A transaction: followed by its id. */
    TRANSACTION("tallystick/tx/1 "),
    /** A consensus message: followed by kind, epoch, view, height and block, as the engine specifies. */
    CONSENSUS("tallystick/cons1"),
    /** A statement between nodes about their own standing. */
    NODE("tallystick/node1"),
    /** A coming validator's word that it has caught up. */
    READINESS("tallystick/ready"),
    /** The governors' word on how a ledger goes on that has lost too many validators. */
    RECOVERY("tallystick/recov");

    @SuppressWarnings("ImmutableEnumChecker") // never leaves this class
    private final byte[] tag;

    SigningDomain(String tag) {
        this.tag = tag.getBytes(StandardCharsets.US_ASCII);
        if (this.tag.length != 16) {
            throw new AssertionError(tag);
        }
    }

    /** The message to sign: tag, chain id, content. */
    public byte[] message(Hash chainId, byte[] content) {
        byte[] out = new byte[tag.length + Hash.SIZE + content.length];
        System.arraycopy(tag, 0, out, 0, tag.length);
        chainId.copyTo(out, tag.length);
        System.arraycopy(content, 0, out, tag.length + Hash.SIZE, content.length);
        return out;
    }

    /** The message to sign when the content is one hash. */
    public byte[] message(Hash chainId, Hash content) {
        byte[] out = Arrays.copyOf(tag, tag.length + 2 * Hash.SIZE);
        chainId.copyTo(out, tag.length);
        content.copyTo(out, tag.length + Hash.SIZE);
        return out;
    }
}

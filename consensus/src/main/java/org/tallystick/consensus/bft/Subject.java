package org.tallystick.consensus.bft;

import java.util.Objects;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.crypto.SigningDomain;
import org.tallystick.model.Hash;

/**
 * What a vote says, apart from who says it. Two votes contradict each other or add up according to their subjects.
 *
 * @param kind what is said
 * @param view the view it is said of, from 1
 * @param height height of the block; 0 in a nullify
 * @param block hash of the block; zero in a nullify
 */
record Subject(VoteKind kind, long view, long height, Hash block) {
    Subject {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(block, "block");
        if (view < 1 || view > Limits.MAX_VIEW) {
            throw new IllegalArgumentException("view " + view + " is out of range");
        }
        boolean named = height > 0 && !block.equals(Hash.ZERO);
        boolean empty = height == 0 && block.equals(Hash.ZERO);
        if (kind == VoteKind.NULLIFY ? !empty : !named) {
            throw new IllegalArgumentException(
                    kind == VoteKind.NULLIFY ? "a nullify names no block" : "the vote names no block");
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Subject that
                        && view == that.view
                        && kind == that.kind
                        && height == that.height
                        && block.equals(that.block));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(view) + kind.tag()) + block.hashCode();
    }

    static Subject notarize(long view, long height, Hash block) {
        return new Subject(VoteKind.NOTARIZE, view, height, block);
    }

    static Subject nullify(long view) {
        return new Subject(VoteKind.NULLIFY, view, 0, Hash.ZERO);
    }

    static Subject finalize(long view, long height, Hash block) {
        return new Subject(VoteKind.FINALIZE, view, height, block);
    }

    /** The whole message that is signed: purpose, chain, kind, epoch, view, height, block. */
    byte[] signedMessage(Hash chainId, long epoch) {
        byte[] content = new CanonicalWriter(64)
                .u8(kind.tag())
                .u64(epoch)
                .u64(view)
                .u64(height)
                .hash(block)
                .toArray();
        return SigningDomain.CONSENSUS.message(chainId, content);
    }
}

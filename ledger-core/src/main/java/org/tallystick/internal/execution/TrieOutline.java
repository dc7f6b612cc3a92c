package org.tallystick.internal.execution;

import java.util.function.BiConsumer;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.KeyProofs;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * The upper part of a subtree of the state trie: its branches, and where they end the hashes of what stands there. Since
 * a branch is hashed from its halves alone, an outline that gives the subtree's hash is that of the subtree.
 */
public sealed interface TrieOutline {
    /** The most levels of an outline that is read. */
    int MAX_LEVELS = 8;

    /** A branch. */
    record Fork(TrieOutline zeros, TrieOutline ones) implements TrieOutline {
        @Override
        public Hash hash() {
            return KeyProofs.branch(zeros.hash(), ones.hash());
        }
    }

    /** A subtree of which only the hash is known; {@link Hash#ZERO} for one without keys. */
    record End(Hash hash) implements TrieOutline {}

    /** The hash of the subtree. */
    Hash hash();

    /** Encodes an outline: a byte 1 before a branch, which its halves follow, a byte 0 before a hash. */
    default Bytes encode() {
        CanonicalWriter out = new CanonicalWriter(1024);
        write(this, out);
        return out.toBytes();
    }

    private static void write(TrieOutline outline, CanonicalWriter out) {
        if (outline instanceof Fork fork) {
            out.u8(1);
            write(fork.zeros(), out);
            write(fork.ones(), out);
        } else {
            out.u8(0).hash(outline.hash());
        }
    }

    /** Reads an outline of at most {@link #MAX_LEVELS} levels. */
    static TrieOutline decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        TrieOutline outline = read(in, MAX_LEVELS);
        in.end("outline");
        return outline;
    }

    private static TrieOutline read(CanonicalReader in, int levels) throws MalformedException {
        int tag = in.u8("part of an outline");
        if (tag == 0) {
            return new End(in.hash("hash of an outline"));
        }
        if (tag != 1 || levels == 0) {
            throw new MalformedException("an outline with an unknown part, or of too many levels");
        }
        return new Fork(read(in, levels - 1), read(in, levels - 1));
    }

    /** Visits the ends that have keys, with their places, in ascending order. */
    default void ends(TriePlace place, BiConsumer<TriePlace, Hash> visitor) {
        if (this instanceof Fork fork) {
            fork.zeros().ends(place.half(0), visitor);
            fork.ones().ends(place.half(1), visitor);
        } else if (!hash().equals(Hash.ZERO)) {
            visitor.accept(place, hash());
        }
    }
}

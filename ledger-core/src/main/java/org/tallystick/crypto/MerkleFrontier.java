package org.tallystick.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * What must be remembered of a growing {@link MerkleTree} to append to it and to know its root: the roots of its
 * complete subtrees, one for each bit that is set in its size, largest first. Immutable; appending and the root cost at
 * most 63 hashes each.
 */
public final class MerkleFrontier {
    /** The tree without leaves. */
    public static final MerkleFrontier EMPTY = new MerkleFrontier(0, new Hash[0]);

    private final long size;
    private final Hash[] peaks;

    private MerkleFrontier(long size, Hash[] peaks) {
        this.size = size;
        this.peaks = peaks;
    }

    /** The number of leaves. */
    public long size() {
        return size;
    }

    /** The roots of its complete subtrees, largest first: one for each bit that is set in the size. */
    public List<Hash> peaks() {
        return List.of(peaks);
    }

    /**
     * The tree with one more leaf at its end.
     *
     * @throws ArithmeticException when the tree has 2⁶³ − 1 leaves
     */
    public MerkleFrontier append(Hash leafHash) {
        long grown = Math.addExact(size, 1);
        // Adding one clears the trailing ones of the size: those subtrees are now halves of a larger one.
        int merged = Long.numberOfTrailingZeros(grown);
        int kept = peaks.length - merged;
        Hash peak = leafHash;
        if (merged > 0) {
            MerkleHasher hasher = new MerkleHasher();
            for (int i = peaks.length - 1; i >= kept; i--) {
                peak = hasher.node(peaks[i], peak);
            }
        }
        Hash[] next = Arrays.copyOf(peaks, kept + 1);
        next[kept] = peak;
        return new MerkleFrontier(grown, next);
    }

    /** The root, equal to {@link MerkleTree#root} over all leaves. */
    public Hash root() {
        if (size == 0) {
            return MerkleTree.EMPTY_ROOT;
        }
        Hash root = peaks[peaks.length - 1];
        if (peaks.length > 1) {
            MerkleHasher hasher = new MerkleHasher();
            for (int i = peaks.length - 2; i >= 0; i--) {
                root = hasher.node(peaks[i], root);
            }
        }
        return root;
    }

    /** The one encoding: the size in eight bytes, big-endian, and the hashes. At most 2,024 bytes. */
    public Bytes encode() {
        byte[] out = new byte[Long.BYTES + peaks.length * Hash.SIZE];
        ByteBuffer.wrap(out).putLong(size);
        for (int i = 0; i < peaks.length; i++) {
            peaks[i].copyTo(out, Long.BYTES + i * Hash.SIZE);
        }
        return Bytes.wrap(out);
    }

    /**
     * Reads {@link #encode()}.
     *
     * @throws IllegalArgumentException when the bytes are not the encoding of a frontier
     */
    public static MerkleFrontier decode(Bytes encoded) {
        if (encoded.size() < Long.BYTES) {
            throw new IllegalArgumentException("a frontier has at least 8 bytes, not " + encoded.size());
        }
        byte[] in = encoded.toArray();
        long size = ByteBuffer.wrap(in).getLong();
        if (size < 0) {
            throw new IllegalArgumentException("the size of a frontier is at most " + Long.MAX_VALUE);
        }
        Hash[] peaks = new Hash[Long.bitCount(size)];
        int expected = Long.BYTES + peaks.length * Hash.SIZE;
        if (in.length != expected) {
            throw new IllegalArgumentException(
                    "a frontier of " + size + " leaves has " + expected + " bytes, not " + in.length);
        }
        for (int i = 0; i < peaks.length; i++) {
            peaks[i] = Hash.of(in, Long.BYTES + i * Hash.SIZE);
        }
        return new MerkleFrontier(size, peaks);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MerkleFrontier that && size == that.size && Arrays.equals(peaks, that.peaks);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(size) + Arrays.hashCode(peaks);
    }

    @Override
    public String toString() {
        return size + " leaves under " + root();
    }
}

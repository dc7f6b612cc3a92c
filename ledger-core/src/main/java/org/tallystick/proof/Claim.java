package org.tallystick.proof;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;
import org.tallystick.model.Receipt;
import org.tallystick.model.SignedTransaction;

/** What a proof says of its {@link Proof#subject() block}, with the hashes that show it. */
public sealed interface Claim {
    /** The most hashes in a path through an RFC 6962 tree. */
    int MAX_PATH = 64;

    /**
     * The block contains a transaction.
     *
     * @param index its place, from 0
     * @param transaction with its signatures
     * @param path RFC 6962 inclusion in the transaction root
     */
    record Included(int index, SignedTransaction transaction, List<Hash> path) implements Claim {
        /** Checks the bounds and copies the list. */
        public Included {
            Objects.requireNonNull(transaction, "transaction");
            path = checked(path);
            if (index < 0) {
                throw new IllegalArgumentException("a place in a block is at least 0, not " + index);
            }
        }
    }

    /**
     * A transaction of the block ended so.
     *
     * @param receipt names the transaction, its place and its outcome
     * @param path RFC 6962 inclusion in the receipt root
     */
    record Ended(Receipt receipt, List<Hash> path) implements Claim {
        /** Checks the bound and copies the list. */
        public Ended {
            Objects.requireNonNull(receipt, "receipt");
            path = checked(path);
        }
    }

    /**
     * After the block a state key had a value, or none.
     *
     * @param space a contract's name, or empty for the ledger's own keys
     * @param key the key in that name space, at most {@link #MAX_KEY} bytes
     * @param value the value, or empty when there was none
     * @param proof the path to the state root
     */
    record Held(String space, Bytes key, Optional<Bytes> value, KeyProof proof) implements Claim {
        /** The most bytes in a state key. */
        public static final int MAX_KEY = 256;

        /** The most bytes in a value. */
        public static final int MAX_VALUE = 1 << 20;

        /** Checks the bounds. */
        public Held {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(proof, "proof");
            if (!space.isEmpty() && !space.matches("[a-z][a-z0-9.-]{0,63}")) {
                throw new IllegalArgumentException("a name space is empty or a contract's name, not '" + space + "'");
            }
            if (key.size() > MAX_KEY || value.map(Bytes::size).orElse(0) > MAX_VALUE) {
                throw new IllegalArgumentException("a state key has at most 256 bytes, a value at most " + MAX_VALUE);
            }
        }
    }

    /**
     * The history below the block begins with an older one that somebody kept: nothing of it was changed.
     *
     * @param size how many blocks the older history has, at least 1
     * @param root its RFC 6962 root: the history root of the block at that height
     * @param path RFC 6962 consistency with the block's own history root
     */
    record Continues(long size, Hash root, List<Hash> path) implements Claim {
        /** Checks the bounds and copies the list. */
        public Continues {
            Objects.requireNonNull(root, "root");
            path = checked(path);
            if (size < 1) {
                throw new IllegalArgumentException("an older history has at least 1 block, not " + size);
            }
        }
    }

    /** Copies a path within its bound. */
    static List<Hash> checked(List<Hash> path) {
        if (path.size() > MAX_PATH) {
            throw new IllegalArgumentException("a path has at most " + MAX_PATH + " hashes, not " + path.size());
        }
        return List.copyOf(path);
    }
}

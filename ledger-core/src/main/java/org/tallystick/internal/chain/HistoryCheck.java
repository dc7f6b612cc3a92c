package org.tallystick.internal.chain;

import java.util.Arrays;
import java.util.Optional;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Makes the history tree anew from the headers, part by part, and says which of its records are damaged or missing. A
 * node that began with a snapshot has not all headers; then there is nothing to compare. For one thread; blocks on the
 * disk.
 */
public final class HistoryCheck {
    private final StoreReader store;
    private final BlockHeader last;
    private MerkleFrontier tree = MerkleFrontier.EMPTY;
    private boolean ended;

    HistoryCheck(StoreReader store, BlockHeader last) {
        this.store = store;
        this.last = last;
    }

    /** Whether there is nothing more to look at: all is compared, or a header is missing. */
    public boolean hasEnded() {
        return ended;
    }

    /** The height that is looked at next. */
    public long height() {
        return tree.size();
    }

    /** Looks at some blocks more, and returns what puts right their part of the tree. */
    public WriteBatch next(int blocks) {
        WriteBatch changes = new WriteBatch();
        for (int i = 0; i < blocks && !ended; i++) {
            Optional<BlockHeader> header = header(tree.size());
            // what the last one says of those below must come out, else what is compared here is not this chain
            ended = header.isEmpty() || !header.get().historyRoot().equals(tree.root());
            if (!ended) {
                compare(header.get(), changes);
                ended = header.get().height() == last.height();
            }
        }
        return changes;
    }

    private void compare(BlockHeader header, WriteBatch changes) {
        Hash leaf = BlockState.historyLeaf(HeaderCodec.hash(header));
        WriteBatch expected = new WriteBatch();
        HistoryTree.append(expected, tree, leaf);
        for (WriteBatch.Change node : expected.changes()) {
            if (!Arrays.equals(read(node.key()), node.value())) {
                changes.put(Column.HISTORY, node.key(), node.value());
            }
        }
        tree = tree.append(leaf);
    }

    private byte[] read(byte[] key) {
        try {
            return store.get(Column.HISTORY, key);
        } catch (StorageException e) {
            requireDamage(e);
            return null;
        }
    }

    private Optional<BlockHeader> header(long height) {
        try {
            return new ChainReader(store).header(height);
        } catch (StorageException e) {
            requireDamage(e);
            return Optional.empty();
        }
    }

    private static void requireDamage(StorageException e) {
        if (e.kind() != StorageException.Kind.CORRUPT) {
            throw e;
        }
    }
}

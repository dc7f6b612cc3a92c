package org.tallystick.internal.chain;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.Retention;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Removes the transactions, receipts and index entries of blocks that the retention no longer asks for, a few with each
 * new block and in the same batch, so that a crash leaves nothing half removed. For the thread that extends the chain.
 */
final class Pruner {
    private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);

    /** With one new block so many old ones go at most: a shorter retention takes effect little by little. */
    static final int MOST_A_BLOCK = 4;

    private static final int MOST_A_BATCH = 16;

    private static final int MAX = Integer.MAX_VALUE;

    private final LedgerStore store;
    private final ChainReader reader;
    private final Retention retention;
    private volatile Columns.Kept kept;

    Pruner(LedgerStore store, Retention retention) {
        this.store = store;
        this.reader = new ChainReader(store);
        this.retention = retention;
        this.kept = Columns.Kept.read(store);
    }

    /** The lowest height of which everything is kept, and how much was removed below it. */
    Columns.Kept kept() {
        return kept;
    }

    /**
     * Adds to the batch of a new last block what removes old ones.
     *
     * @param alsoRemoved how many bytes of old state go with the same batch
     * @return to be run once the batch has been committed
     */
    Runnable prune(WriteBatch batch, BlockHeader head, long alsoRemoved) {
        Columns.Kept next = new Columns.Kept(kept.from(), kept.removedBytes() + alsoRemoved);
        for (int i = 0; i < MOST_A_BLOCK && isOld(next.from(), head); i++) {
            next = new Columns.Kept(next.from() + 1, next.removedBytes() + remove(batch, next.from()));
        }
        Columns.Kept after = next;
        if (!after.equals(kept)) {
            batch.put(Column.META, Columns.KEPT, after.encode());
        }
        return () -> kept = after;
    }

    /** Removes what is kept of all blocks up to a height, in batches of its own, unless everything is to be kept. */
    void removeUpTo(long height) {
        while (!retention.keepsAllBlocks() && kept.from() <= height) {
            WriteBatch batch = new WriteBatch();
            Columns.Kept next = kept;
            for (int i = 0; i < MOST_A_BATCH && next.from() <= height; i++) {
                next = new Columns.Kept(next.from() + 1, next.removedBytes() + remove(batch, next.from()));
            }
            store.commit(batch.put(Column.META, Columns.KEPT, next.encode()));
            kept = next;
        }
    }

    /**
     * Whether a block is to be kept as a whole, also one that is not here yet; that is judged by the one above it, so the
     * lowest that is wanted may be a little too old.
     */
    boolean wants(long height, Optional<BlockHeader> above, BlockHeader head) {
        return !isOld(height, above, head);
    }

    /** From now on everything is kept from a lower height on, as somebody has brought the blocks from there. */
    Runnable lower(WriteBatch batch, long from) {
        Columns.Kept lower = new Columns.Kept(from, kept.removedBytes());
        batch.put(Column.META, Columns.KEPT, lower.encode());
        return () -> kept = lower;
    }

    private boolean isOld(long height, BlockHeader head) {
        return isOld(height, Optional.empty(), head);
    }

    private boolean isOld(long height, Optional<BlockHeader> above, BlockHeader head) {
        if (retention.keepsAllBlocks()) {
            return false;
        }
        if (height > head.height() - retention.blocks().orElse(Retention.LEAST_BLOCKS)) {
            return false;
        }
        if (retention.age().isEmpty()) {
            return true;
        }
        BlockHeader header = above.orElseGet(() -> header(height, head));
        return head.timestamp() - header.timestamp() > retention.age().get().toMillis();
    }

    /**
     * The header at a height, or if it is damaged or not here the next one above that is not: where that is too old, the
     * block is.
     */
    private BlockHeader header(long height, BlockHeader head) {
        for (long at = height; at < head.height(); at++) {
            try {
                Optional<BlockHeader> header = reader.header(at);
                if (header.isPresent()) {
                    return header.get();
                }
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.CORRUPT) {
                    throw e;
                }
            }
        }
        return head;
    }

    private long remove(WriteBatch batch, long height) {
        byte[] key = Columns.height(height);
        Optional<byte[]> body = read(Column.BODIES, key);
        Optional<byte[]> receipts = read(Column.RECEIPTS, key);
        batch.delete(Column.BODIES, key);
        batch.delete(Column.RECEIPTS, key);
        long bytes = 0;
        if (body.isPresent()) {
            bytes += key.length + body.get().length + removePlaces(batch, body.get(), height);
        }
        if (receipts.isPresent()) {
            bytes += key.length + receipts.get().length;
        }
        return bytes;
    }

    /** What is damaged goes, too; then entries in the index stay, which lead to nothing. */
    private Optional<byte[]> read(Column column, byte[] key) {
        try {
            return Optional.ofNullable(store.get(column, key));
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            LOG.warn("block {}, which is removed, was damaged", Columns.toHeight(key), e);
            return Optional.empty();
        }
    }

    private static long removePlaces(WriteBatch batch, byte[] body, long height) {
        try {
            List<EncodedTransaction> transactions = BlockCodec.decodeBody(Bytes.wrap(body), MAX, MAX);
            int index = 0;
            long bytes = 0;
            for (EncodedTransaction transaction : transactions) {
                byte[] id = transaction.id().toArray();
                batch.delete(Column.TRANSACTIONS, id);
                bytes += id.length + new Columns.Place(height, index++).encode().length;
            }
            return bytes;
        } catch (MalformedException e) {
            LOG.warn("block {}, which is removed, was damaged", height, e);
            return 0;
        }
    }
}

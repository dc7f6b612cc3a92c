package org.tallystick.internal.node;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Blocks that are to be checked soon, with their transactions as they were read ahead, and the verdict on their
 * signatures, which may still be awaited. So a block waits for its own signatures alone, and not behind those of the blocks
 * after it. Beyond a bound the oldest is forgotten, and is then read again. Safe for use by several threads.
 */
final class PreparedBlocks {
    /**
     * A block's transactions.
     *
     * @param good completes with whether all signatures are good, on any thread
     */
    record Prepared(Bytes body, List<EncodedTransaction> transactions, CompletableFuture<Boolean> good) {}

    private final long mostBytes;
    private final Map<Hash, Prepared> blocks = new LinkedHashMap<>(); // guarded by this
    private long bytes; // guarded by this

    /** Keeps blocks with at most so many bytes of transactions. */
    PreparedBlocks(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Keeps a block until it is taken. */
    synchronized Prepared put(ProposedBlock block, List<EncodedTransaction> transactions) {
        Prepared prepared = new Prepared(block.body(), transactions, new CompletableFuture<>());
        Prepared old = blocks.put(block.hash(), prepared);
        bytes += prepared.body().size() - (old == null ? 0 : old.body().size());
        Iterator<Prepared> eldest = blocks.values().iterator();
        while (bytes > mostBytes && eldest.hasNext()) {
            bytes -= eldest.next().body().size();
            eldest.remove();
        }
        return prepared;
    }

    /** What was prepared of this very block; a copy with another body, which the hash does not bind, has nothing. */
    synchronized Optional<Prepared> take(ProposedBlock block) {
        Prepared prepared = blocks.get(block.hash());
        if (prepared == null || !prepared.body().equals(block.body())) {
            return Optional.empty();
        }
        blocks.remove(block.hash());
        bytes -= prepared.body().size();
        return Optional.of(prepared);
    }
}

package org.tallystick.internal.execution;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.EncodedReceipts;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;
import org.tallystick.spi.consensus.Outlook;

/**
 * An executed block and the state after it. States of blocks that are not final hold their changes and look further
 * down their parents; below the last final block the store answers. Safe for use by several threads.
 */
public final class BlockState implements StateReads {
    private final BlockHeader header;
    private final Hash hash;
    private final Bytes body;
    private final List<EncodedTransaction> transactions;
    private final EncodedReceipts receipts;
    private final Map<HashedKey, Optional<Bytes>> changes;
    private final PendingKeys pendingKeys;
    private final StateTree tree;
    private final MerkleFrontier history;
    private final StateReads store;
    private final Outlook outlook;
    private final LongFunction<Hash> finalHashes;
    private volatile BlockState parent;

    /** What an execution produced. */
    public record Executed(
            EncodedReceipts receipts, Map<HashedKey, Optional<Bytes>> changes, StateTree tree, Outlook outlook) {}

    /** A block executed on a parent. */
    public BlockState(
            BlockState parent,
            BlockHeader header,
            Hash hash,
            Bytes body,
            List<EncodedTransaction> transactions,
            Executed executed) {
        this.parent = parent;
        this.header = header;
        this.hash = hash;
        this.body = body;
        this.transactions = transactions;
        this.receipts = executed.receipts();
        this.changes = executed.changes();
        this.pendingKeys = PendingKeys.of(parent, changes.keySet());
        this.tree = executed.tree();
        this.history = parent.history.append(historyLeaf(hash));
        this.store = parent.store;
        this.outlook = executed.outlook();
        this.finalHashes = parent.finalHashes;
    }

    /**
     * The last final block, as found in the store.
     *
     * @param finalHashes gives the hash of a final block by its height
     */
    public BlockState(
            BlockHeader header,
            Hash hash,
            StateTree tree,
            MerkleFrontier history,
            StateReads store,
            Outlook outlook,
            LongFunction<Hash> finalHashes) {
        this.header = header;
        this.hash = hash;
        this.body = Bytes.EMPTY;
        this.transactions = List.of();
        this.receipts = EncodedReceipts.NONE;
        this.changes = Map.of();
        this.pendingKeys = PendingKeys.NONE;
        this.tree = tree;
        this.history = history;
        this.store = store;
        this.outlook = outlook;
        this.finalHashes = finalHashes;
    }

    /** The leaf that a block makes in the history tree (RFC 6962). */
    public static Hash historyLeaf(Hash blockHash) {
        return org.tallystick.crypto.MerkleTree.leafHash(blockHash.toBytes());
    }

    @Override
    public Bytes get(HashedKey key) {
        if (pendingKeys.mayHave(key.hash())) {
            for (BlockState state = this; state != null; state = state.parent) {
                Optional<Bytes> change = state.changes.get(key);
                if (change != null) {
                    return change.orElse(null);
                }
            }
        }
        return store.get(key);
    }

    PendingKeys pendingKeys() {
        return pendingKeys;
    }

    /** The hash of this block or of one below it, by height. */
    public Hash hashAt(long height) {
        for (BlockState state = this; state != null; state = state.parent) {
            if (state.height() == height) {
                return state.hash;
            }
        }
        return finalHashes.apply(height);
    }

    /** What follows this block: the configuration of the next, and whether the epoch is coming to its end. */
    public Outlook outlook() {
        return outlook;
    }

    /** The hash of the configuration that follows a child of this block; mostly this block's own, then nothing is hashed. */
    public Hash configHashOf(Outlook next) {
        boolean same = next.config().equals(outlook.config());
        return same ? header.nextConfigHash() : ConfigCodec.hash(next.config());
    }

    /** From now on the store holds this block's state; lets go of the parents. */
    public void becameFinal() {
        parent = null;
    }

    /** The header. */
    public BlockHeader header() {
        return header;
    }

    /** The block's name. */
    public Hash hash() {
        return hash;
    }

    /** The height. */
    public long height() {
        return header.height();
    }

    /** The encoded transactions. */
    public Bytes body() {
        return body;
    }

    /** The transactions; empty for the block that the store was opened at. */
    public List<EncodedTransaction> transactions() {
        return transactions;
    }

    /** The receipts, in order; empty for the block that the store was opened at. */
    public List<Receipt> receipts() {
        return receipts.receipts();
    }

    /** The receipts as they are stored. */
    public Bytes encodedReceipts() {
        return receipts.bytes();
    }

    /** What the block changed. */
    public Map<HashedKey, Optional<Bytes>> changes() {
        return changes;
    }

    /** The authenticated state after the block. */
    public StateTree tree() {
        return tree;
    }

    /** The tree over the hashes of all blocks up to and with this one: the history root of its children. */
    public MerkleFrontier history() {
        return history;
    }

    /** The block below, or null when this one is final. */
    public BlockState parent() {
        return parent;
    }
}

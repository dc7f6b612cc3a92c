package org.tallystick.internal.chain;

import java.util.List;
import java.util.Optional;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.ReceiptCodec;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/**
 * Checks that what a store holds fits together: the chain of blocks from the genesis on, receipts, indexes, and the
 * state with its trie. It does not check certificates, which is for the engine, nor execute anything again. Blocks on
 * the disk; for one thread, on a snapshot if the node runs.
 */
public final class StoreVerifier {
    private static final int MAX = Integer.MAX_VALUE;

    private final StoreReader store;
    private final Findings findings = new Findings();

    private StoreVerifier(StoreReader store) {
        this.store = store;
    }

    /**
     * Checks the last block and that the state's hashes lead to its root: what must hold for the node to go on. Takes
     * as long as opening does.
     */
    public static StoreReport quick(StoreReader store, Genesis genesis) {
        return new StoreVerifier(store).run(genesis, false);
    }

    /** Checks every record. Takes memory for a few thousand of them. */
    public static StoreReport full(StoreReader store, Genesis genesis) {
        return new StoreVerifier(store).run(genesis, true);
    }

    /** Checks every record of the state; what is wrong is added to the findings. */
    public static void state(StoreReader store, Hash root, Findings findings) {
        new StateVerifier(store, findings).run(root, true);
    }

    /** Checks every record of old state; what is wrong is added to the findings. */
    public static void oldState(StoreReader store, long head, Findings findings) {
        new OldStateVerifier(store, findings).run(head, Columns.Kept.read(store).from());
    }

    private StoreReport run(Genesis genesis, boolean full) {
        Columns.Head head;
        try {
            byte[] stored = store.get(Column.META, Columns.HEAD);
            if (stored == null) {
                findings.head("there is none: the store is empty");
                return findings.report(-1);
            }
            head = Columns.Head.decode(stored);
        } catch (MalformedException | IllegalArgumentException | StorageException e) {
            findings.head(unreadable("it", e));
            return findings.report(-1);
        }
        try {
            Optional<BlockHeader> last = header(head.height());
            if (last.isPresent()) {
                checkHead(head, last.get());
                new StateVerifier(store, findings).run(last.get().stateRoot(), full);
            }
            if (full) {
                checkChain(genesis, head);
                oldState(store, head.height(), findings);
                last.ifPresent(this::checkHistory);
            }
        } catch (StorageException e) {
            findings.head(unreadable("what is kept beside the blocks", e));
        }
        return findings.report(head.height());
    }

    private void checkHead(Columns.Head head, BlockHeader header) {
        if (head.history().size() != head.height() + 1) {
            findings.head("the last block is " + head.height() + ", but the history has "
                    + head.history().size() + " blocks");
        }
        if (head.height() > 0 && store.get(Column.CERTIFICATES, Columns.height(head.height())) == null) {
            findings.block(head.height(), "the last block has no certificate");
        }
        if (header.height() != head.height()) {
            findings.block(head.height(), "the header is that of block " + header.height());
        }
    }

    /**
     * Walks up all headers. Below what is kept as a whole some may be missing, when the node began with a snapshot; from
     * there on the history cannot be made again.
     */
    private void checkChain(Genesis genesis, Columns.Head head) {
        long keptFrom = Columns.Kept.read(store).from();
        Optional<MerkleFrontier> history = Optional.of(MerkleFrontier.EMPTY);
        Optional<Hash> parent = Optional.of(Hash.ZERO);
        for (long height = 0; height <= head.height(); height++) {
            if (height < keptFrom && store.get(Column.HEADERS, Columns.height(height)) == null) {
                height = Math.min(nextHeader(height), keptFrom);
                history = Optional.empty();
                parent = Optional.empty();
            }
            Optional<BlockHeader> header = header(height);
            if (header.isEmpty()) {
                return; // what follows cannot be tied to anything
            }
            Hash hash = HeaderCodec.hash(header.get());
            checkLinks(header.get(), height, parent, history);
            checkIndex(hash, height);
            if (height >= keptFrom) {
                checkBody(header.get(), height);
                checkReceipts(header.get(), height);
            }
            if (height >= keptFrom) {
                checkNextConfig(header.get(), height);
            }
            history = history.map(tree -> tree.append(BlockState.historyLeaf(hash)));
            parent = Optional.of(hash);
            findings.blocks++;
            if (height == 0 && !header.get().equals(GenesisState.header(genesis))) {
                findings.block(0, "the first block is not that of the genesis");
            }
        }
        if (history.isPresent() && !history.get().equals(head.history())) {
            findings.head("the history is not that of the stored blocks");
        }
    }

    private void checkHistory(BlockHeader last) {
        HistoryCheck check = new HistoryCheck(store, last);
        while (!check.hasEnded()) {
            long height = check.height();
            if (!check.next(1).changes().isEmpty()) {
                findings.block(height, "its part of the history is missing or damaged");
            }
        }
    }

    private long nextHeader(long from) {
        long[] next = {Long.MAX_VALUE};
        store.scan(Column.HEADERS, Columns.height(from), null, (key, value) -> {
            next[0] = Columns.toHeight(key);
            return false;
        });
        return next[0];
    }

    private Optional<BlockHeader> header(long height) {
        try {
            Optional<BlockHeader> header = new ChainReader(store).header(height);
            if (header.isEmpty()) {
                findings.block(height, "the header is missing");
            }
            return header;
        } catch (StorageException e) {
            findings.block(height, unreadable("the header", e));
            return Optional.empty();
        }
    }

    private void checkLinks(BlockHeader header, long height, Optional<Hash> parent, Optional<MerkleFrontier> history) {
        if (header.height() != height) {
            findings.block(height, "the header is that of block " + header.height());
        }
        if (parent.isPresent() && !header.parent().equals(parent.get())) {
            findings.block(height, "its parent is " + header.parent() + ", but the block below is " + parent.get());
        }
        if (history.isPresent() && !header.historyRoot().equals(history.get().root())) {
            findings.block(height, "its history root is not that of the blocks below");
        }
    }

    private void checkIndex(Hash hash, long height) {
        try {
            byte[] found = store.get(Column.BLOCK_HASHES, hash.toArray());
            if (found == null || found.length != Long.BYTES || Columns.toHeight(found) != height) {
                findings.block(height, "its hash " + hash + " is not in the index, or with another height");
            }
        } catch (StorageException e) {
            findings.block(height, unreadable("the index of its hash", e));
        }
    }

    private void checkBody(BlockHeader header, long height) {
        try {
            byte[] body = store.get(Column.BODIES, Columns.height(height));
            if (body == null) {
                findings.block(height, "the transactions are missing");
                return;
            }
            List<EncodedTransaction> transactions = BlockCodec.decodeBody(Bytes.wrap(body), MAX, MAX);
            if (transactions.size() != header.transactionCount()
                    || !BlockCodec.transactionRoot(transactions).equals(header.transactionRoot())) {
                findings.block(height, "the transactions are not those of the header");
                return;
            }
            checkPlaces(transactions, height);
        } catch (MalformedException | StorageException e) {
            findings.block(height, unreadable("the transactions", e));
        }
    }

    private void checkPlaces(List<EncodedTransaction> transactions, long height) throws MalformedException {
        for (int i = 0; i < transactions.size(); i++) {
            byte[] place =
                    store.get(Column.TRANSACTIONS, transactions.get(i).id().toArray());
            if (place == null || !Columns.Place.decode(place).equals(new Columns.Place(height, i))) {
                findings.block(height, "transaction " + i + " is not in the index, or at another place");
            }
        }
    }

    private void checkReceipts(BlockHeader header, long height) {
        try {
            byte[] receipts = store.get(Column.RECEIPTS, Columns.height(height));
            if (receipts == null) {
                findings.block(height, "the receipts are missing");
            } else if (!ReceiptCodec.receiptRoot(ReceiptCodec.decodeAll(Bytes.wrap(receipts)))
                    .equals(header.receiptRoot())) {
                findings.block(height, "the receipts are not those of the header");
            }
        } catch (MalformedException | StorageException e) {
            findings.block(height, unreadable("the receipts", e));
        }
    }

    private void checkNextConfig(BlockHeader header, long height) {
        if (header.configHash().equals(header.nextConfigHash())) {
            return;
        }
        try {
            Optional<LedgerConfig> next = EpochSteps.after(store, header);
            Optional<LedgerConfig> record = next.flatMap(config -> new ChainReader(store).configRecord(config.epoch()));
            if (next.isEmpty() || !record.equals(next)) {
                findings.block(height, "the configuration of the next epoch is missing or not that of the header");
            }
        } catch (StorageException e) {
            findings.block(height, unreadable("the configuration of the next epoch", e));
        }
    }

    private static String unreadable(String what, Exception cause) {
        if (cause instanceof StorageException e && e.kind() != StorageException.Kind.CORRUPT) {
            throw e; // the medium fails, which says nothing about what is on it
        }
        return what + " cannot be read: " + cause.getMessage();
    }
}

package org.tallystick.internal.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tallystick.api.FinalBlock;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.ReceiptCodec;
import org.tallystick.model.Block;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Receipt;
import org.tallystick.model.SignedTransaction;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/** Reads final blocks from the store. Stateless, safe for use by several threads; blocks on the disk. */
public final class ChainReader {
    private final StoreReader store;

    /** Reads from a store. */
    public ChainReader(StoreReader store) {
        this.store = store;
    }

    /** The block at a height as it is stored. */
    public Optional<StoredBlock> stored(long height) {
        byte[] key = Columns.height(height);
        byte[] header = store.get(Column.HEADERS, key);
        byte[] body = store.get(Column.BODIES, key);
        if (header == null || body == null) {
            return Optional.empty();
        }
        return Optional.of(new StoredBlock(Bytes.wrap(header), Bytes.wrap(body), certificate(height)));
    }

    /**
     * The blocks from a height on with their receipts, for a peer whose own are damaged; it does not need them to end
     * with a certificate. Of those that are not kept as a whole any more it gets the rest.
     *
     * @param maxBytes where to stop; at least one block is given
     * @param limit the most bytes in all; a block that has more with its receipts is given without them
     */
    public List<StoredBlock> withReceipts(long from, int maxBlocks, long maxBytes, long limit) {
        List<StoredBlock> found = new ArrayList<>();
        long bytes = 0;
        for (long height = from; found.size() < maxBlocks; height++) {
            long at = height;
            Optional<StoredBlock> block =
                    orDamaged(() -> storedWithReceipts(at).or(() -> storedHeader(at)), found.isEmpty());
            if (block.isEmpty() || (!found.isEmpty() && bytes + block.get().size() > maxBytes)) {
                break;
            }
            StoredBlock one = block.get();
            found.add(one.size() <= limit ? one : new StoredBlock(one.header(), one.body(), one.certificate()));
            bytes += one.size();
        }
        return found;
    }

    /** The block at a height with its receipts, if all of that is here. */
    public Optional<StoredBlock> storedWithReceipts(long height) {
        byte[] receipts = store.get(Column.RECEIPTS, Columns.height(height));
        return stored(height)
                .filter(block -> receipts != null)
                .map(block -> new StoredBlock(
                        block.header(),
                        block.body(),
                        block.certificate(),
                        Bytes.wrap(receipts),
                        nextConfig(block.header())));
    }

    /** What is here for good of the block at a height, of which transactions and receipts are not kept any more. */
    private Optional<StoredBlock> storedHeader(long height) {
        return Optional.ofNullable(store.get(Column.HEADERS, Columns.height(height)))
                .map(Bytes::wrap)
                .map(header ->
                        new StoredBlock(header, Bytes.EMPTY, certificate(height), Bytes.EMPTY, nextConfig(header)));
    }

    private Bytes nextConfig(Bytes header) {
        try {
            return EpochSteps.after(store, HeaderCodec.decode(header))
                    .map(ConfigCodec::encode)
                    .orElse(Bytes.EMPTY);
        } catch (MalformedException e) {
            return Bytes.EMPTY; // whoever asks sees what the header is worth
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            return Bytes.EMPTY; // the block is of use without it
        }
    }

    /** Damage is told of only where there is nothing before it to be given. */
    private static Optional<StoredBlock> orDamaged(Supplier<Optional<StoredBlock>> read, boolean tell) {
        try {
            return read.get();
        } catch (StorageException e) {
            if (tell || e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The certificate of the very block at a height, or empty bytes. */
    public Bytes certificate(long height) {
        byte[] certificate = store.get(Column.CERTIFICATES, Columns.height(height));
        return certificate == null ? Bytes.EMPTY : Bytes.wrap(certificate);
    }

    /** The first height from this one on whose block has a certificate of its own. */
    Optional<Long> certifiedFrom(long height) {
        return first(Column.CERTIFICATES, height);
    }

    /** The first height from this one on whose block is kept with its transactions. */
    public Optional<Long> firstWhole(long height) {
        return first(Column.BODIES, height);
    }

    private Optional<Long> first(Column column, long height) {
        List<Long> found = new ArrayList<>(1);
        store.scan(column, Columns.height(height), null, (key, value) -> {
            found.add(Columns.toHeight(key));
            return false;
        });
        return found.stream().findFirst();
    }

    /** The transactions of the block at a height. */
    Optional<List<EncodedTransaction>> transactions(long height) {
        byte[] body = store.get(Column.BODIES, Columns.height(height));
        try {
            return body == null ? Optional.empty() : Optional.of(decode(Bytes.wrap(body)));
        } catch (MalformedException e) {
            throw corrupt("block " + height, e);
        }
    }

    /** The header at a height. */
    public Optional<BlockHeader> header(long height) {
        byte[] header = store.get(Column.HEADERS, Columns.height(height));
        try {
            return header == null ? Optional.empty() : Optional.of(HeaderCodec.decode(Bytes.wrap(header)));
        } catch (MalformedException e) {
            throw corrupt("header " + height, e);
        }
    }

    /** Encoded headers right below a height, the highest first; fewer when some are not kept. */
    public List<Bytes> headersBelow(long height, int most) {
        List<Bytes> headers = new ArrayList<>();
        for (long at = height - 1; at >= 0 && headers.size() < most; at--) {
            byte[] header = store.get(Column.HEADERS, Columns.height(at));
            if (header == null) {
                break;
            }
            headers.add(Bytes.wrap(header));
        }
        return headers;
    }

    /**
     * The configuration of an epoch after the first that has begun here. It is kept twice, also with what proofs need of
     * the epoch, so damage to one of them does not matter.
     */
    public Optional<LedgerConfig> config(long epoch) {
        try {
            Optional<LedgerConfig> config = configRecord(epoch);
            return config.isPresent() ? config : EpochSteps.read(store, epoch).map(EpochSteps.Change::next);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            return Optional.of(
                    EpochSteps.read(store, epoch).map(EpochSteps.Change::next).orElseThrow(() -> e));
        }
    }

    /** The record of a configuration, which nodes that began with a snapshot lack. */
    Optional<LedgerConfig> configRecord(long epoch) {
        byte[] config = store.get(Column.META, Columns.config(epoch));
        try {
            return config == null ? Optional.empty() : Optional.of(ConfigCodec.decode(Bytes.wrap(config)));
        } catch (MalformedException e) {
            throw corrupt("configuration of epoch " + epoch, e);
        }
    }

    /** The block at a height with its receipts. */
    public Optional<FinalBlock> block(long height) {
        // Before the transactions: both are removed at once, so whoever finds these finds the receipts of then.
        List<Receipt> receipts = receipts(height);
        Optional<StoredBlock> stored = stored(height);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try {
            BlockHeader header = HeaderCodec.decode(stored.get().header());
            List<SignedTransaction> transactions = decode(stored.get().body()).stream()
                    .map(EncodedTransaction::transaction)
                    .toList();
            return Optional.of(new FinalBlock(
                    new Block(header, transactions),
                    HeaderCodec.hash(stored.get().header()),
                    receipts,
                    stored.get().certificate()));
        } catch (MalformedException e) {
            throw corrupt("block " + height, e);
        }
    }

    private static List<EncodedTransaction> decode(Bytes body) throws MalformedException {
        return BlockCodec.decodeBody(body, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** The receipts of the block at a height. */
    public List<Receipt> receipts(long height) {
        byte[] receipts = store.get(Column.RECEIPTS, Columns.height(height));
        try {
            return receipts == null ? List.of() : ReceiptCodec.decodeAll(Bytes.wrap(receipts));
        } catch (MalformedException e) {
            throw corrupt("receipts " + height, e);
        }
    }

    /** The height of the block with a hash. */
    public Optional<Long> heightOf(Hash hash) {
        byte[] height = store.get(Column.BLOCK_HASHES, hash.toArray());
        return height == null ? Optional.empty() : Optional.of(Columns.toHeight(height));
    }

    /** The receipt of a transaction in a final block; empty, too, when the block is removed meanwhile. */
    public Optional<Receipt> receipt(Hash transactionId) {
        return place(transactionId)
                .flatMap(place ->
                        receipts(place.height()).stream().skip(place.index()).findFirst());
    }

    /** A transaction in a final block. */
    public Optional<SignedTransaction> transaction(Hash transactionId) {
        return place(transactionId)
                .flatMap(place -> transactions(place.height())
                        .map(all -> all.get(place.index()).transaction()));
    }

    /** Where a transaction stands. */
    Optional<Columns.Place> place(Hash transactionId) {
        byte[] place = store.get(Column.TRANSACTIONS, transactionId.toArray());
        try {
            return place == null ? Optional.empty() : Optional.of(Columns.Place.decode(place));
        } catch (MalformedException e) {
            throw corrupt("place of transaction " + transactionId, e);
        }
    }

    /**
     * Final blocks in order, for a peer. Ends with a block that has a certificate of its own if there is one within
     * reach.
     *
     * @param from the first height
     * @param maxBlocks how many at most, before looking for the certificate
     * @param maxBytes where to stop, before looking for the certificate; at least one block is given
     * @param maxBeyond how many blocks more to look for a certificate
     * @param limit the most bytes in all, whatever is found; only the first block may be larger
     */
    public List<StoredBlock> range(long from, int maxBlocks, long maxBytes, int maxBeyond, long limit) {
        List<StoredBlock> found = new ArrayList<>();
        long bytes = 0;
        int most = maxBlocks;
        for (long height = from; found.size() < most; height++) {
            long at = height;
            Optional<StoredBlock> block = orDamaged(() -> stored(at), found.isEmpty());
            if (block.isEmpty() || (!found.isEmpty() && bytes + block.get().size() > limit)) {
                break;
            }
            found.add(block.get());
            bytes += block.get().size();
            boolean enough = found.size() >= maxBlocks || bytes >= maxBytes;
            if (enough && block.get().certificate().size() > 0) {
                break;
            }
            if (enough && most == maxBlocks) {
                most = found.size() + maxBeyond;
            }
        }
        return found;
    }

    static StorageException corrupt(String what, Throwable cause) {
        return new StorageException(StorageException.Kind.CORRUPT, "the store's " + what + " cannot be read", cause);
    }
}

package org.tallystick.internal.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.EncodedReceipts;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.ReceiptCodec;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Receipt;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Compares what is kept of single final blocks with their hashes, and says what puts right what is damaged. Everything
 * follows from the block's hash, which the header above has: the header by its hash, transactions and receipts by the
 * roots in it, and what leads to them from both. So what is put back may come from anybody. Safe for use by several
 * threads; blocks on the disk.
 */
public final class BlockRecords {
    private static final int MAX = Integer.MAX_VALUE;
    private static final String CONFIG = "the configuration of the next epoch";

    /** Judges certificates. */
    @FunctionalInterface
    public interface Judge {
        /** Whether one proves that a block is final; empty when that cannot be told here. */
        Optional<Boolean> isFinal(BlockHeader header, Hash hash, Bytes certificate);
    }

    /**
     * What was found of a block.
     *
     * @param header if it is sound, or was given
     * @param wrong what was damaged
     * @param left what is damaged and not put right by the changes
     * @param certificateLeft whether the certificate is among that
     * @param changes what puts right the rest; for whoever extends the chain to commit
     */
    public record Examined(
            long height,
            Optional<BlockHeader> header,
            List<String> wrong,
            List<String> left,
            boolean certificateLeft,
            WriteBatch changes) {

        /**
         * Takes a certificate out that is damaged where nobody has another, which is right for any but the last
         * final block: a later block's proves this one too. Empty for the last block of an epoch, of which outsiders want
         * its own.
         */
        public Optional<WriteBatch> withoutCertificate() {
            boolean endsEpoch = header.isEmpty()
                    || !header.get().configHash().equals(header.get().nextConfigHash());
            return !certificateLeft || endsEpoch
                    ? Optional.empty()
                    : Optional.of(new WriteBatch().delete(Column.CERTIFICATES, Columns.height(height)));
        }
    }

    private final StoreReader store;
    private final Genesis genesis;
    private final Supplier<LedgerConfig> current;
    private final Judge judge;

    /**
     * Of a store.
     *
     * @param current what is in force after the last final block
     */
    BlockRecords(StoreReader store, Genesis genesis, Supplier<LedgerConfig> current, Judge judge) {
        this.store = store;
        this.genesis = genesis;
        this.current = current;
        this.judge = judge;
    }

    /**
     * Examines a block, and below the first that is kept as a whole its header and certificate, if they are there.
     *
     * @param expected its hash; without it only a header that the index of hashes vouches for is taken for sound
     * @param whole whether transactions and receipts should be there
     * @param given what somebody gave as this block, in place of what is damaged; of it that is taken which is sound
     * @throws StorageException when the store fails otherwise than by damage
     */
    public Examined examine(long height, Optional<Hash> expected, boolean whole, Optional<StoredBlock> given) {
        Optional<StoredBlock> other = height == 0 ? Optional.of(genesisBlock()) : given;
        return new Examination(height, expected, other).run(whole);
    }

    /** The header at a height, if it is sound by the word of the index of hashes. */
    public Optional<BlockHeader> vouchedFor(long height) {
        return new Examination(height, Optional.empty(), Optional.empty()).storedHeader();
    }

    /** Whether all that should be there of a block can be read, whatever it is. */
    public boolean isReadable(long height, boolean whole) {
        Examination look = new Examination(height, Optional.empty(), Optional.empty());
        return look.read(Column.HEADERS, look.key).isPresent()
                && (!whole
                        || (look.read(Column.BODIES, look.key).isPresent()
                                && look.read(Column.RECEIPTS, look.key).isPresent()));
    }

    private StoredBlock genesisBlock() {
        return new StoredBlock(
                HeaderCodec.encode(GenesisState.header(genesis)),
                BlockCodec.encodeBody(List.of()),
                Bytes.EMPTY,
                EncodedReceipts.NONE.bytes());
    }

    /** The transactions of a body, if they are those of a header. */
    static Optional<List<EncodedTransaction>> transactions(BlockHeader header, Bytes body) {
        try {
            List<EncodedTransaction> transactions = BlockCodec.decodeBody(body, MAX, MAX);
            return Optional.of(transactions)
                    .filter(all -> all.size() == header.transactionCount()
                            && BlockCodec.transactionRoot(all).equals(header.transactionRoot()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static boolean areReceipts(BlockHeader header, Bytes encoded) {
        try {
            List<Receipt> receipts = ReceiptCodec.decodeAll(encoded);
            return receipts.size() == header.transactionCount()
                    && ReceiptCodec.receiptRoot(receipts).equals(header.receiptRoot());
        } catch (MalformedException e) {
            return false;
        }
    }

    private final class Examination {
        private final long height;
        private final byte[] key;
        private final Optional<Hash> expected;
        private final Optional<StoredBlock> given;
        private final List<String> wrong = new ArrayList<>();
        private final List<String> left = new ArrayList<>();
        private final WriteBatch changes = new WriteBatch();
        private boolean certificateLeft;

        Examination(long height, Optional<Hash> expected, Optional<StoredBlock> given) {
            this.height = height;
            this.key = Columns.height(height);
            this.expected = expected;
            this.given = given;
        }

        Examined run(boolean whole) {
            Optional<BlockHeader> header = header(whole);
            header.ifPresent(sound -> besideHeader(sound, whole));
            return new Examined(height, header, List.copyOf(wrong), List.copyOf(left), certificateLeft, changes);
        }

        private void besideHeader(BlockHeader header, boolean whole) {
            Hash hash = HeaderCodec.hash(header);
            certificate(header, hash);
            index(Column.BLOCK_HASHES, hash.toArray(), key, true, "the index of its hash");
            byte[] leaf = BlockState.historyLeaf(hash).toArray();
            index(Column.HISTORY, HistoryTree.leafKey(height), leaf, whole, "its leaf in the history");
            if (whole) {
                body(header);
                receipts(header);
            }
            if (!header.configHash().equals(header.nextConfigHash())) {
                nextConfig(header, whole);
            }
        }

        /** A node that began with a snapshot may have neither record of an older epoch; one that made it so has both. */
        private void nextConfig(BlockHeader header, boolean whole) {
            EpochRecords records = new EpochRecords(store, current.get(), header);
            Optional<LedgerConfig> next = records.find();
            if (next.isEmpty() && (whole || records.damaged())) {
                next = given.flatMap(other -> records.given(other.nextConfig()));
                if (next.isEmpty()) {
                    wrong.add(CONFIG);
                    left.add(CONFIG);
                }
            }
            next.ifPresent(config -> {
                long epoch = config.epoch();
                again(Columns.config(epoch), ConfigCodec.encode(config).toArray(), whole, CONFIG);
                byte[] step = new EpochSteps.Change(height, config).encode();
                again(EpochSteps.key(epoch), step, whole, "what proofs need of the next epoch");
            });
        }

        private void again(byte[] at, byte[] value, boolean required, String what) {
            boolean same =
                    read(Column.META, at).filter(Bytes.wrap(value)::equals).isPresent();
            if (!same && (required || !isAbsent(Column.META, at))) {
                wrong.add(what + " is missing or damaged");
                changes.put(Column.META, at, value);
            }
        }

        /** The record of a key; empty, too, when it cannot be read. */
        private Optional<Bytes> read(Column column, byte[] wanted) {
            try {
                return Optional.ofNullable(store.get(column, wanted)).map(Bytes::wrap);
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.CORRUPT) {
                    throw e;
                }
                return Optional.empty();
            }
        }

        private Optional<BlockHeader> header(boolean whole) {
            Optional<Bytes> stored = read(Column.HEADERS, key);
            Optional<BlockHeader> sound = stored.flatMap(this::soundHeader);
            if (sound.isPresent() || (stored.isEmpty() && !whole && isAbsent(Column.HEADERS, key))) {
                return sound;
            }
            wrong.add("the header is missing, damaged, or not the one that follows from the blocks above");
            Optional<Bytes> other = given.map(StoredBlock::header);
            Optional<BlockHeader> restored = other.flatMap(this::soundHeader);
            if (restored.isPresent()) {
                changes.put(Column.HEADERS, key, other.get().toArray());
            } else {
                left.addAll(wrong);
            }
            return restored;
        }

        /** Nodes that began with a snapshot have not all the old headers; there is a difference to unreadable ones. */
        private boolean isAbsent(Column column, byte[] at) {
            try {
                return store.get(column, at) == null;
            } catch (StorageException e) {
                return false;
            }
        }

        Optional<BlockHeader> storedHeader() {
            return read(Column.HEADERS, key).flatMap(this::soundHeader);
        }

        private Optional<BlockHeader> soundHeader(Bytes encoded) {
            try {
                BlockHeader header = HeaderCodec.decode(encoded);
                Hash hash = HeaderCodec.hash(encoded);
                boolean sound = expected.isPresent()
                        ? hash.equals(expected.get())
                        : read(Column.BLOCK_HASHES, hash.toArray())
                                .filter(Bytes.wrap(key)::equals)
                                .isPresent();
                return sound && header.height() == height ? Optional.of(header) : Optional.empty();
            } catch (MalformedException e) {
                return Optional.empty();
            }
        }

        private void certificate(BlockHeader header, Hash hash) {
            Optional<Bytes> other = given.map(StoredBlock::certificate)
                    .filter(found -> found.size() > 0
                            && judge.isFinal(header, hash, found).orElse(false));
            boolean sound;
            try {
                byte[] stored = store.get(Column.CERTIFICATES, key);
                if (stored == null) { // not every block has one here
                    other.ifPresent(found -> changes.put(Column.CERTIFICATES, key, found.toArray()));
                }
                sound = stored == null
                        || judge.isFinal(header, hash, Bytes.wrap(stored)).orElse(true);
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.CORRUPT) {
                    throw e;
                }
                sound = false;
            }
            if (!sound) {
                replace(Column.CERTIFICATES, other, "the certificate is damaged");
                certificateLeft = other.isEmpty();
            }
        }

        private void body(BlockHeader header) {
            Optional<List<EncodedTransaction>> stored =
                    read(Column.BODIES, key).flatMap(bytes -> transactions(header, bytes));
            Optional<List<EncodedTransaction>> sound = stored;
            if (stored.isEmpty()) {
                sound = given.flatMap(other -> transactions(header, other.body()));
                replace(
                        Column.BODIES,
                        sound.map(found -> given.get().body()),
                        "the transactions are missing, damaged, or not those of the header");
            }
            List<EncodedTransaction> transactions = sound.orElse(List.of());
            for (int i = 0; i < transactions.size(); i++) {
                byte[] place = new Columns.Place(height, i).encode();
                byte[] id = transactions.get(i).id().toArray();
                index(Column.TRANSACTIONS, id, place, true, "the place of transaction " + i);
            }
        }

        private void receipts(BlockHeader header) {
            if (read(Column.RECEIPTS, key)
                    .filter(bytes -> areReceipts(header, bytes))
                    .isEmpty()) {
                replace(
                        Column.RECEIPTS,
                        given.map(StoredBlock::receipts).filter(bytes -> areReceipts(header, bytes)),
                        "the receipts are missing, damaged, or not those of the header");
            }
        }

        private void replace(Column column, Optional<Bytes> sound, String what) {
            wrong.add(what);
            if (sound.isPresent()) {
                changes.put(column, key, sound.get().toArray());
            } else {
                left.add(what);
            }
        }

        /** What follows from the rest is made again. */
        private void index(Column column, byte[] from, byte[] to, boolean required, String what) {
            Optional<byte[]> stored = read(column, from).map(Bytes::toArray);
            boolean absent = stored.isEmpty() && !required;
            if (!absent && stored.filter(found -> Arrays.equals(found, to)).isEmpty()) {
                wrong.add(what + " is missing or damaged");
                changes.put(column, from, to);
            }
        }
    }
}

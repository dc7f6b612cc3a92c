package org.tallystick.internal.chain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.proof.EpochStep;
import org.tallystick.proof.Proof;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/** How the validators changed, for readers who trust an older epoch: one small record an epoch, kept for good. */
final class EpochSteps {
    private static final byte[] PREFIX = Bytes.utf8("epoch").toArray();

    /** The last block of an epoch, and what follows. */
    record Change(long height, LedgerConfig next) {
        byte[] encode() {
            CanonicalWriter out = new CanonicalWriter(1024).u64(height);
            ConfigCodec.write(next, out);
            return out.toArray();
        }
    }

    private EpochSteps() {}

    /** Notes that a block is the last of its epoch. */
    static void note(WriteBatch batch, BlockHeader last, LedgerConfig next) {
        batch.put(Column.META, key(next.epoch()), new Change(last.height(), next).encode());
    }

    static byte[] key(long epoch) {
        byte[] key = Arrays.copyOf(PREFIX, PREFIX.length + Long.BYTES);
        ByteBuffer.wrap(key).putLong(PREFIX.length, epoch);
        return key;
    }

    /**
     * The steps from an epoch to that of an attested block.
     *
     * @return empty when they are not all known here, or the block is of an older epoch
     */
    static Optional<List<EpochStep>> between(StoreReader store, long sinceEpoch, BlockHeader attested) {
        ChainReader reader = new ChainReader(store);
        List<EpochStep> steps = new ArrayList<>();
        Optional<Hash> config = sinceEpoch == 0
                ? reader.header(0).map(BlockHeader::configHash)
                : read(store, sinceEpoch).map(change -> ConfigCodec.hash(change.next()));
        for (long epoch = sinceEpoch + 1; config.isPresent() && steps.size() <= Proof.MAX_STEPS; epoch++) {
            if (config.get().equals(attested.configHash())) {
                return Optional.of(steps);
            }
            Optional<Change> change = read(store, epoch);
            Optional<BlockHeader> last = change.flatMap(found -> reader.header(found.height()));
            if (last.isEmpty()) {
                return Optional.empty();
            }
            Bytes certificate = reader.certificate(change.get().height());
            steps.add(new EpochStep(last.get(), certificate, change.get().next()));
            config = Optional.of(last.get().nextConfigHash());
        }
        return Optional.empty();
    }

    /**
     * The configuration that follows the last block of an epoch, if it is here; for a block that ends none nothing is read.
     *
     * @throws StorageException of kind CORRUPT when it is not found among notes of which some cannot be read
     */
    static Optional<LedgerConfig> after(StoreReader store, BlockHeader last) {
        boolean endsEpoch = !last.configHash().equals(last.nextConfigHash());
        Optional<StorageException> damage = Optional.empty();
        long height = 0;
        for (long epoch = 1; endsEpoch && height < last.height(); epoch++) {
            try {
                byte[] stored = store.get(Column.META, key(epoch));
                if (stored == null) {
                    break;
                }
                height =
                        stored.length < Long.BYTES ? 0 : ByteBuffer.wrap(stored).getLong();
                Optional<LedgerConfig> next =
                        height == last.height() ? read(store, epoch).map(Change::next) : Optional.empty();
                if (next.isPresent() && ConfigCodec.hash(next.get()).equals(last.nextConfigHash())) {
                    return next;
                }
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.CORRUPT) {
                    throw e;
                }
                damage = Optional.of(e);
            }
        }
        if (damage.isPresent()) {
            throw damage.get();
        }
        return Optional.empty();
    }

    /** What is noted of the beginning of an epoch. */
    static Optional<Change> read(StoreReader store, long epoch) {
        byte[] stored = store.get(Column.META, key(epoch));
        if (stored == null) {
            return Optional.empty();
        }
        try {
            CanonicalReader in = new CanonicalReader(stored);
            Change change = new Change(in.u64("height"), ConfigCodec.read(in));
            in.end("change of epoch " + epoch);
            return Optional.of(change);
        } catch (MalformedException e) {
            throw ChainReader.corrupt("change of epoch " + epoch, e);
        }
    }
}

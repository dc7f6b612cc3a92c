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
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/** How the validators changed, for readers who trust an older epoch: one small record an epoch, kept for good. */
final class EpochSteps {
    private static final byte[] PREFIX = Bytes.utf8("epoch").toArray();

    /** The last block of an epoch, and what follows. */
    private record Change(long height, LedgerConfig next) {}

    private EpochSteps() {}

    /** Notes that a block is the last of its epoch. */
    static void note(WriteBatch batch, BlockHeader last, LedgerConfig next) {
        CanonicalWriter out = new CanonicalWriter(1024).u64(last.height());
        ConfigCodec.write(next, out);
        batch.put(Column.META, key(next.epoch()), out.toArray());
    }

    private static byte[] key(long epoch) {
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

    private static Optional<Change> read(StoreReader store, long epoch) {
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

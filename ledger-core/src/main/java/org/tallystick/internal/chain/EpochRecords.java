package org.tallystick.internal.chain;

import java.util.Optional;
import java.util.function.Supplier;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/**
 * Finds what a store has of the configuration that follows the last block of an epoch. It is kept twice under the number
 * of the epoch, and the block's header states its hash, so one copy makes the other good. For one thread.
 */
final class EpochRecords {
    private final StoreReader store;
    private final LedgerConfig current;
    private final BlockHeader last;
    private final Hash wanted;
    private boolean damaged;

    /**
     * Looks for nothing yet.
     *
     * @param current what is in force after the last final block
     */
    EpochRecords(StoreReader store, LedgerConfig current, BlockHeader last) {
        this.store = store;
        this.current = current;
        this.last = last;
        this.wanted = last.nextConfigHash();
    }

    /** The configuration, if it is here. Reads those of later epochs, which are few. */
    Optional<LedgerConfig> find() {
        if (isWanted(current)) {
            return Optional.of(current);
        }
        for (long epoch = current.epoch(); epoch > 0; epoch--) {
            long at = epoch;
            Optional<EpochSteps.Change> step = sound(() -> EpochSteps.read(store, at));
            if (step.isPresent() && step.get().height() != last.height()) {
                if (step.get().height() < last.height()) {
                    break;
                }
                continue;
            }
            Optional<LedgerConfig> config = step.map(EpochSteps.Change::next)
                    .filter(this::isWanted)
                    .or(() ->
                            sound(() -> new ChainReader(store).configRecord(at)).filter(this::isWanted));
            if (config.isPresent()) {
                return config;
            }
            damaged |= step.isPresent(); // it is of this block, and says something else
        }
        return Optional.empty();
    }

    /** Whether something was damaged among what was looked at; then it may be what was looked for. */
    boolean damaged() {
        return damaged;
    }

    /** What somebody gave, if it is the configuration. */
    Optional<LedgerConfig> given(Bytes encoded) {
        try {
            return Optional.of(ConfigCodec.decode(encoded)).filter(this::isWanted);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private boolean isWanted(LedgerConfig config) {
        return ConfigCodec.hash(config).equals(wanted);
    }

    private <T> Optional<T> sound(Supplier<Optional<T>> read) {
        try {
            return read.get();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            damaged = true;
            return Optional.empty();
        }
    }
}

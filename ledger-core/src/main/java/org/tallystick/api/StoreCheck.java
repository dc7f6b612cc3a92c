package org.tallystick.api;

import java.util.function.BiFunction;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.chain.StoreVerifier;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.model.Genesis;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.StoreReader;

/**
 * Checks the store of a ledger that is not running, and changes nothing in it. Blocks until it is done.
 *
 * <p>Both checks throw a {@link org.tallystick.spi.storage.StorageException} when the store cannot be opened, as when a
 * node has it open, or fails meanwhile; damage that can be told from what is stored is reported instead.
 */
public final class StoreCheck {
    private StoreCheck() {}

    /** Checks what must hold for the node to go on: the last block, and that the state's hashes lead to its root. */
    public static StoreReport quick(Storage storage, Genesis genesis) {
        return check(storage, genesis, StoreVerifier::quick);
    }

    /** Checks every record of blocks, receipts, indexes and state. */
    public static StoreReport full(Storage storage, Genesis genesis) {
        return check(storage, genesis, StoreVerifier::full);
    }

    private static StoreReport check(
            Storage storage, Genesis genesis, BiFunction<StoreReader, Genesis, StoreReport> verifier) {
        try (LedgerStore store = storage.open(GenesisCodec.chainId(genesis), NodeAssembly.SCHEMA_VERSION)) {
            return verifier.apply(store, genesis);
        }
    }
}

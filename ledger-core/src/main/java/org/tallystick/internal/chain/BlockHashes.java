package org.tallystick.internal.chain;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/**
 * The hashes of old final blocks, for contracts that ask: all nodes must give the same, so each is read twice, from the
 * block's own header and from the one above. Where one of them is damaged the other serves; where they differ, the leaf in
 * the history tells which is right. Safe for use by several threads; blocks on the disk.
 */
final class BlockHashes {
    private final StoreReader store;
    private final ChainReader reader;
    private volatile LongConsumer damaged = height -> {};

    BlockHashes(StoreReader store) {
        this.store = store;
        this.reader = new ChainReader(store);
    }

    /** Who is told of the height of a header that is damaged; on the thread that asks for a hash. */
    void onDamaged(LongConsumer listener) {
        damaged = listener;
    }

    /**
     * The hash of a block below the last final one.
     *
     * @throws StorageException of kind CORRUPT when it cannot be told
     */
    Hash at(long height) {
        Optional<Hash> own = ofHeader(height, HeaderCodec::hash);
        Optional<Hash> above = ofHeader(height + 1, BlockHeader::parent);
        if (own.isPresent() && own.equals(above)) {
            return own.get();
        }
        Hash right = Stream.of(own, above)
                .flatMap(Optional::stream)
                .filter(leaf(height)
                        .map(leaf -> (Predicate<Hash>) hash -> leaf.equals(BlockState.historyLeaf(hash)))
                        .orElse(hash -> own.isEmpty() || above.isEmpty()))
                .findFirst()
                .orElseThrow(() -> ChainReader.corrupt("header " + height, null));
        damaged.accept(own.filter(right::equals).isPresent() ? height + 1 : height);
        return right;
    }

    private Optional<Hash> ofHeader(long height, Function<BlockHeader, Hash> hash) {
        return orNone(() -> reader.header(height)).map(hash);
    }

    private Optional<Hash> leaf(long height) {
        return orNone(() -> Optional.ofNullable(store.get(Column.HISTORY, HistoryTree.leafKey(height))))
                .filter(leaf -> leaf.length == Hash.SIZE)
                .map(Hash::of);
    }

    private static <T> Optional<T> orNone(Supplier<Optional<T>> read) {
        try {
            return read.get();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            return Optional.empty();
        }
    }
}

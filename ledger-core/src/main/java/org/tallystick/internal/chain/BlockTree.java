package org.tallystick.internal.chain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.Hash;

/**
 * The executed blocks above the last final one. Finality prunes them, and an
 * engine that may have many checked gives up the rest itself. Safe for use by several threads.
 */
public final class BlockTree {
    private final Map<Hash, BlockState> byHash = new ConcurrentHashMap<>();
    private final FinalChain chain;

    /** Above a chain. */
    public BlockTree(FinalChain chain) {
        this.chain = chain;
    }

    /** An executed block, or the last final one. */
    public Optional<BlockState> find(Hash hash) {
        BlockState head = chain.head();
        return head.hash().equals(hash) ? Optional.of(head) : Optional.ofNullable(byHash.get(hash));
    }

    /** Keeps an executed block, unless one of its height is final. */
    public void add(BlockState state) {
        if (state.height() > chain.head().height()) {
            byHash.put(state.hash(), state);
        }
    }

    /**
     * Lets go of the final blocks and of all that do not descend from the last of them.
     *
     * @return the blocks given up, in ascending order of height
     */
    public List<BlockState> prune(BlockState head) {
        List<BlockState> gone = new ArrayList<>();
        Set<Hash> kept = new HashSet<>();
        kept.add(head.hash());
        List<BlockState> ascending = byHash.values().stream()
                .sorted(java.util.Comparator.comparingLong(BlockState::height).thenComparing(BlockState::hash))
                .toList();
        for (BlockState state : ascending) {
            if (state.height() > head.height() && kept.contains(state.header().parent())) {
                kept.add(state.hash());
            } else {
                byHash.remove(state.hash());
                if (state.parent() != null) { // else it is final itself
                    gone.add(state);
                }
            }
        }
        return gone;
    }

    /** Lets go of one block; nothing may be built on it any more. */
    public Optional<BlockState> remove(Hash hash) {
        return Optional.ofNullable(byHash.remove(hash));
    }

    /** How many blocks are kept. */
    public int size() {
        return byHash.size();
    }
}

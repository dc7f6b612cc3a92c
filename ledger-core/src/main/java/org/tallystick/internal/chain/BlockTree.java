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
    /**
     * A block.
     *
     * @param above transactions in it and in its ancestors that are not final
     */
    private record Held(BlockState state, int above) {}

    private final Map<Hash, Held> byHash = new ConcurrentHashMap<>();
    private final FinalChain chain;
    private volatile int inBlocks;

    /** Above a chain. */
    public BlockTree(FinalChain chain) {
        this.chain = chain;
    }

    /** An executed block, or the last final one. */
    public Optional<BlockState> find(Hash hash) {
        BlockState head = chain.head();
        return head.hash().equals(hash)
                ? Optional.of(head)
                : Optional.ofNullable(byHash.get(hash)).map(Held::state);
    }

    /** Keeps an executed block, unless one of its height is final. */
    public void add(BlockState state) {
        if (state.height() > chain.head().height()) {
            hold(state);
            inBlocks = most();
        }
    }

    private void hold(BlockState state) {
        Held parent = byHash.get(state.header().parent());
        int above = (parent == null ? 0 : parent.above()) + state.transactions().size();
        byHash.put(state.hash(), new Held(state, above));
    }

    private int most() {
        return byHash.values().stream().mapToInt(Held::above).max().orElse(0);
    }

    /** How many transactions stand in a block that is not final and in those below it: of the block with the most. */
    public int transactionsInBlocks() {
        return inBlocks;
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
                .map(Held::state)
                .sorted(java.util.Comparator.comparingLong(BlockState::height).thenComparing(BlockState::hash))
                .toList();
        for (BlockState state : ascending) {
            if (state.height() > head.height() && kept.contains(state.header().parent())) {
                kept.add(state.hash());
                hold(state); // after its parent, which has fewer below it now
            } else {
                byHash.remove(state.hash());
                if (state.parent() != null) { // else it is final itself
                    gone.add(state);
                }
            }
        }
        inBlocks = most();
        return gone;
    }

    /** Lets go of one block; nothing may be built on it any more. */
    public Optional<BlockState> remove(Hash hash) {
        Optional<BlockState> removed = Optional.ofNullable(byHash.remove(hash)).map(Held::state);
        inBlocks = most();
        return removed;
    }

    /** How many blocks are kept. */
    public int size() {
        return byHash.size();
    }
}

package org.tallystick.consensus.fork;

import java.util.List;
import org.tallystick.model.Hash;

/** What nodes tell each other about the blocks above the last final one. None of it is signed but by the blocks' seals. */
sealed interface ForkMessage {
    /** Blocks, oldest first, 1 to {@link ForkLimits#MAX_BLOCKS_A_MESSAGE}. */
    record Blocks(List<SealedBlock> blocks) implements ForkMessage {
        public Blocks {
            blocks = List.copyOf(blocks);
            if (blocks.isEmpty() || blocks.size() > ForkLimits.MAX_BLOCKS_A_MESSAGE) {
                throw new IllegalArgumentException("a message carries 1 to 32 blocks, not " + blocks.size());
            }
        }
    }

    /**
     * Where the sender stands.
     *
     * @param ask from whom it wants to hear
     * @param hash of the tip of the chain that it builds on
     * @param height of that tip
     * @param finalHeight of its last final block
     */
    record Head(Ask ask, Hash hash, long height, long finalHeight) implements ForkMessage {
        /** Who is to answer with where it stands. */
        enum Ask {
            /** Nobody. */
            NOBODY,
            /** Whoever stands elsewhere. */
            OTHERS,
            /** Everybody. */
            ALL
        }
    }

    /** Asks for a block and its ancestors above a height. */
    record Request(Hash hash, long above) implements ForkMessage {}
}

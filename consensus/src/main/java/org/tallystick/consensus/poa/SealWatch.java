package org.tallystick.consensus.poa;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tallystick.consensus.fork.ForkCodec;
import org.tallystick.consensus.fork.ForkContext;
import org.tallystick.consensus.fork.SealedBlock;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Effect;

/**
 * Remembers who sealed what, around the last final block, and accuses those who sealed two blocks of one height or a
 * block that was not theirs to seal. Each accusation shows sealed headers, so that anyone who knows the authorities can
 * check it.
 */
final class SealWatch {
    /** Heights below the last final block that are still watched. */
    private static final long KEPT_HEIGHTS = 128;

    private static final int KEPT_A_HEIGHT = 2;

    /** Who accused whom of what. */
    private record Charge(int authority, long height, String kind) {}

    private final ForkContext core;
    private final Map<Long, List<SealedBlock>> seals = new TreeMap<>(); // bodies are left out
    private final Set<Charge> charges = new HashSet<>(); // asked only

    SealWatch(ForkContext core) {
        this.core = core;
    }

    /** A block with a good seal was seen. */
    void seen(SealedBlock block) {
        long height = block.height();
        if (height + KEPT_HEIGHTS < core.tree().rootHeight()) {
            return;
        }
        List<SealedBlock> others = seals.computeIfAbsent(height, at -> new ArrayList<>());
        int count = 0;
        for (SealedBlock other : others) {
            if (other.header().proposer().equals(block.header().proposer())) {
                count++;
                if (other.hash().equals(block.hash())) {
                    return;
                }
                accuse("two-seals", other, block);
            }
        }
        if (count < KEPT_A_HEIGHT) {
            others.add(new SealedBlock(
                    new org.tallystick.spi.consensus.ProposedBlock(block.header(), block.hash(), Bytes.EMPTY),
                    block.seal()));
        }
        seals.keySet().removeIf(at -> at + KEPT_HEIGHTS < core.tree().rootHeight());
        charges.removeIf(charge -> charge.height() + KEPT_HEIGHTS < core.tree().rootHeight());
    }

    /**
     * A block with a good seal may not follow its parent. The parent's sealed header beside it shows that, if the parent
     * is no more than seen; without the parent there is no proof.
     */
    void breach(SealedBlock block) {
        Hash parent = block.header().parent();
        for (SealedBlock below : seals.getOrDefault(block.height() - 1, List.of())) {
            if (below.hash().equals(parent)) {
                accuse("seal-out-of-turn", below, block);
            }
        }
    }

    private void accuse(String kind, SealedBlock first, SealedBlock second) {
        int authority = core.validators().indexOf(second.header().proposer()).orElse(-1);
        if (authority >= 0 && charges.add(new Charge(authority, second.height(), kind))) {
            core.out()
                    .emit(new Effect.Accuse(
                            authority, kind, ForkCodec.sealedHeader(first), ForkCodec.sealedHeader(second)));
        }
    }
}

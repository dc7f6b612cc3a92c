package org.tallystick.consensus.fork;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;

/** Blocks with good seals whose parents are not known yet; bounded in all and for each deliverer, the oldest going first. */
final class Orphans {
    /** A block and who delivered it; null when it was made here. */
    record Orphan(SealedBlock block, NodeId from) {}

    private final Map<Hash, Orphan> orphans = new LinkedHashMap<>();
    private long bytes;

    void add(SealedBlock block, NodeId from) {
        if (orphans.containsKey(block.hash())) {
            return;
        }
        if (from != null
                && orphans.values().stream()
                                .filter(orphan -> from.equals(orphan.from()))
                                .count()
                        >= ForkLimits.MAX_ORPHANS_OF_PEER) {
            return;
        }
        orphans.put(block.hash(), new Orphan(block, from));
        bytes += block.size();
        Iterator<Orphan> oldest = orphans.values().iterator();
        while (orphans.size() > ForkLimits.MAX_ORPHANS || bytes > ForkLimits.MAX_ORPHAN_BYTES) {
            bytes -= oldest.next().block().size();
            oldest.remove();
        }
    }

    boolean holds(Hash hash) {
        return orphans.containsKey(hash);
    }

    /** Takes out those whose parent a block is. */
    List<Orphan> childrenOf(Hash parent) {
        List<Orphan> children = new ArrayList<>();
        for (Iterator<Orphan> all = orphans.values().iterator(); all.hasNext(); ) {
            Orphan orphan = all.next();
            if (orphan.block().header().parent().equals(parent)) {
                children.add(orphan);
                bytes -= orphan.block().size();
                all.remove();
            }
        }
        return children;
    }

    /** Forgets those up to a height. */
    void prune(long height) {
        orphans.values().removeIf(orphan -> {
            boolean old = orphan.block().height() <= height;
            bytes -= old ? orphan.block().size() : 0;
            return old;
        });
    }

    int size() {
        return orphans.size();
    }
}

package org.tallystick.internal.validation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tallystick.model.Hash;

/**
 * Which transactions have good signatures, by the hash of all their bytes, signatures included; the id would not do, as
 * it leaves the signatures out. At the bound the oldest is forgotten, and would be checked again. Safe for use by several
 * threads.
 */
final class VerifiedLeaves {
    private final Map<Hash, Boolean> leaves;

    VerifiedLeaves(int bound) {
        leaves = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Hash, Boolean> eldest) {
                return size() > bound;
            }
        };
    }

    synchronized boolean contains(Hash leaf) {
        return leaves.containsKey(leaf);
    }

    synchronized void add(Hash leaf) {
        leaves.put(leaf, Boolean.TRUE);
    }
}

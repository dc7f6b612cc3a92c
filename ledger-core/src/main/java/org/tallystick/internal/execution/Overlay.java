package org.tallystick.internal.execution;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tallystick.model.Bytes;

/**
 * Changes on top of a state, not yet part of it. Reads see the changes. Kept in a hash map, so its order never reaches
 * anything that is hashed. For one thread.
 */
final class Overlay implements StateReads {
    private final StateReads below;
    private final Map<HashedKey, Optional<Bytes>> changes = new HashMap<>();

    Overlay(StateReads below) {
        this.below = below;
    }

    @Override
    public Bytes get(HashedKey key) {
        Optional<Bytes> change = changes.get(key);
        return change == null ? below.get(key) : change.orElse(null);
    }

    void put(HashedKey key, Bytes value) {
        changes.put(key, Optional.of(value));
    }

    void delete(HashedKey key) {
        changes.put(key, Optional.empty());
    }

    /** Adds another overlay's changes to this one. */
    void merge(Overlay above) {
        changes.putAll(above.changes);
    }

    Map<HashedKey, Optional<Bytes>> changes() {
        return changes;
    }
}

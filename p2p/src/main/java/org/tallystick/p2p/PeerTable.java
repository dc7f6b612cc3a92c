package org.tallystick.p2p;

import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tallystick.model.NodeId;

/**
 * The connections that are up, at most one to a node. Each has a small number, its slot, by which others note in a bit
 * set what they know of it. Changed on the I/O thread, read by any.
 */
final class PeerTable {
    private final Map<NodeId, Connection> byId = new ConcurrentHashMap<>();
    private final BitSet slots = new BitSet();

    /** The connection to a node, or null. */
    Connection get(NodeId id) {
        return byId.get(id);
    }

    /** All of them, as they come and go. */
    Collection<Connection> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    int size() {
        return byId.size();
    }

    void add(Connection connection) {
        int slot = slots.nextClearBit(0);
        slots.set(slot);
        connection.setSlot(slot);
        byId.put(connection.peer(), connection);
    }

    void remove(Connection connection) {
        if (byId.remove(connection.peer(), connection)) {
            slots.clear(connection.slot());
        }
    }
}

package org.tallystick.p2p;

import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tallystick.model.Hash;

/**
 * The items of one topic that this node has sent or offered lately: which peers are known to have them, and, while there
 * is room, the items themselves, to serve those that ask. Bounded in number and in bytes; the oldest make way. I/O thread
 * only.
 */
final class ItemCache {
    private final int maxItems;
    private final long maxBytes;
    private final Map<Hash, Item> items = new LinkedHashMap<>();
    private final Map<Hash, Item> stored = new LinkedHashMap<>();
    private long storedBytes;

    ItemCache(int maxItems, long maxBytes) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
    }

    /** The item, or null when this node has not sent or offered it lately. */
    Item get(Hash id) {
        return items.get(id);
    }

    /** The item, noted now if it was not. */
    Item note(Hash id) {
        Item item = items.get(id);
        if (item == null) {
            item = new Item(id);
            items.put(id, item);
            if (items.size() > maxItems) {
                Iterator<Item> eldest = items.values().iterator();
                dropPayload(eldest.next());
                eldest.remove();
            }
        }
        return item;
    }

    /** Keeps an item's frame to serve it. One that is larger than the whole room is kept alone. */
    void store(Item item, OutFrame frame) {
        if (item.frame != null) {
            return;
        }
        item.frame = frame;
        stored.put(item.id, item);
        storedBytes += frame.cost();
        while (storedBytes > maxBytes && stored.size() > 1) {
            dropPayload(stored.values().iterator().next());
        }
    }

    /** Forgets what the peer in a slot has, since the slot gets another peer. */
    void forgetPeer(int slot) {
        items.values().forEach(item -> item.known.clear(slot));
    }

    private void dropPayload(Item item) {
        if (item.frame != null && stored.remove(item.id, item)) {
            storedBytes -= item.frame.cost();
            item.frame = null;
        }
    }

    /** One item. */
    static final class Item {
        final Hash id;
        /** The slots of the peers that have it. */
        final BitSet known = new BitSet();
        /** The frame that delivers it, or null when it is not kept. */
        OutFrame frame;
        /** It was offered to all. */
        boolean published;

        Item(Hash id) {
            this.id = id;
        }
    }
}

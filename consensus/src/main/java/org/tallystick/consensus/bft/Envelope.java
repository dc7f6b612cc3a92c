package org.tallystick.consensus.bft;

import java.util.List;

/**
 * A consensus message.
 *
 * @param repeat whether the sender sends again because it is stuck, and wants to hear from whoever is ahead
 * @param items what it carries, 1 to {@link Limits#MAX_ITEMS}
 */
record Envelope(boolean repeat, List<Item> items) {
    Envelope {
        items = List.copyOf(items);
        if (items.isEmpty() || items.size() > Limits.MAX_ITEMS) {
            throw new IllegalArgumentException("a message carries 1 to 128 items, not " + items.size());
        }
    }
}

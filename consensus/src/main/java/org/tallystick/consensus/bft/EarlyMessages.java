package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Event;

/**
 * Messages of the coming epoch, from nodes that are in it a moment earlier: a few of each, and few bytes in all. What
 * does not fit is dropped, which is no worse than a lost message.
 */
final class EarlyMessages {
    private static final int SENDERS = 64;
    private static final int MESSAGES = 8;
    private static final long BYTES = 4L << 20;

    private final Map<NodeId, List<Event.Received>> bySender = new LinkedHashMap<>();
    private long bytes;

    void add(Event.Received message) {
        List<Event.Received> kept = bySender.get(message.from());
        boolean full = kept == null ? bySender.size() >= SENDERS : kept.size() >= MESSAGES;
        if (full || bytes + message.message().size() > BYTES) {
            return;
        }
        bytes += message.message().size();
        bySender.computeIfAbsent(message.from(), sender -> new ArrayList<>()).add(message);
    }

    /** Those of an epoch, by sender in the order of coming; all others are forgotten. */
    List<Event.Received> take(long epoch) {
        List<Event.Received> taken = new ArrayList<>();
        bySender.values()
                .forEach(messages -> messages.stream()
                        .filter(message -> MessageCodec.epochOf(message.message()) == epoch)
                        .forEach(taken::add));
        bySender.clear();
        bytes = 0;
        return taken;
    }
}

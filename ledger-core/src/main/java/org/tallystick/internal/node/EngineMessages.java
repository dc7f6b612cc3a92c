package org.tallystick.internal.node;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.compact.CompactReceiver;
import org.tallystick.internal.compact.CompactSender;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.model.Bytes;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.transport.MessageKind;

/**
 * Hands the engine its messages as they were written, however they travelled. References count only between nodes of
 * validators, and only from who wrote the message. Called from I/O threads.
 */
final class EngineMessages {
    private final FinalChain chain;
    private final CompactSender sender;
    private final CompactReceiver receiver;
    private final Outlet outlet;
    private final Consumer<Event.Received> engine;

    EngineMessages(
            FinalChain chain,
            Mempool mempool,
            CompactSender sender,
            Outlet outlet,
            LongSupplier nanoTime,
            Consumer<Event.Received> engine) {
        this.chain = chain;
        this.sender = sender;
        this.receiver = new CompactReceiver(
                mempool, (node, payload) -> outlet.send(node, MessageKind.CONSENSUS, payload), nanoTime);
        this.outlet = outlet;
        this.engine = engine;
    }

    void received(NodeId from, byte[] payload) {
        try {
            switch (CompactSender.kindOf(payload)) {
                case WHOLE -> engine.accept(new Event.Received(from, CompactSender.messageIn(payload)));
                case COMPACT -> hand(from, isValidator(from) ? receiver.received(from, payload) : Optional.empty());
                case FILL -> hand(from, receiver.filled(from, payload));
                case WANT -> {
                    if (isValidator(from)) {
                        sender.wanted(from, payload)
                                .ifPresent(answer -> outlet.send(from, MessageKind.CONSENSUS, answer));
                    }
                }
            }
        } catch (MalformedException e) {
            outlet.penalize(from, "malformed consensus message: " + e.getMessage());
        }
    }

    /** The relay is not to blame for what it brings, nor can it answer for it; so only a whole message is of use. */
    void relayed(NodeId relay, byte[] payload) {
        try {
            if (CompactSender.kindOf(payload) == CompactSender.Kind.WHOLE) {
                engine.accept(new Event.Received(relay, CompactSender.messageIn(payload), true));
            }
        } catch (MalformedException e) {
            return; // dropped, as any other noise from afar
        }
    }

    void disconnected(NodeId peer) {
        receiver.disconnected(peer);
    }

    private void hand(NodeId from, Optional<Bytes> message) {
        message.ifPresent(whole -> engine.accept(new Event.Received(from, whole)));
    }

    private boolean isValidator(NodeId node) {
        return chain.head().outlook().config().validators().validators().stream()
                .anyMatch(validator -> validator.node().equals(node));
    }
}

package org.tallystick.consensus.bft;

import java.util.List;
import java.util.function.Consumer;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/** Where effects go while one event is handled. */
final class Outbox {
    private final Committee committee;
    private final MessageCodec codec;
    private Consumer<Effect> sink = effect -> {
        throw new IllegalStateException("no event is being handled");
    };

    Outbox(Committee committee, MessageCodec codec) {
        this.committee = committee;
        this.codec = codec;
    }

    void open(Consumer<Effect> effects) {
        sink = effects;
    }

    void emit(Effect effect) {
        sink.accept(effect);
    }

    /** To all other validators. An observer tells nobody anything. */
    void broadcast(List<Item> items, boolean repeat) {
        if (committee.isMember() && committee.size() > 1 && !items.isEmpty()) {
            sink.accept(codec.broadcast(new Envelope(repeat, items)));
        }
    }

    void send(NodeId to, List<Item> items, boolean repeat) {
        if (!items.isEmpty()) {
            sink.accept(new Effect.Send(to, codec.encode(new Envelope(repeat, items))));
        }
    }

    void timer(int timer, long delayMillis) {
        sink.accept(new Effect.SetTimer(timer, delayMillis));
    }

    void cancel(int timer) {
        sink.accept(new Effect.CancelTimer(timer));
    }
}

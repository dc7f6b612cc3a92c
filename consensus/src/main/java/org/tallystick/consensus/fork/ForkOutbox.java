package org.tallystick.consensus.fork;

import java.util.function.Consumer;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/** Where effects go while one event is handled. */
public final class ForkOutbox {
    private final ForkCodec codec;
    private final boolean speaks;
    private Consumer<Effect> sink = effect -> {
        throw new IllegalStateException("no event is being handled");
    };

    ForkOutbox(ForkCodec codec, boolean speaks) {
        this.codec = codec;
        this.speaks = speaks;
    }

    void open(Consumer<Effect> effects) {
        sink = effects;
    }

    /** Emits an effect. */
    public void emit(Effect effect) {
        sink.accept(effect);
    }

    /** Sets a timer. */
    public void timer(int timer, long delayMillis) {
        sink.accept(new Effect.SetTimer(timer, delayMillis));
    }

    /** Stops a timer. */
    public void cancel(int timer) {
        sink.accept(new Effect.CancelTimer(timer));
    }

    /** To all other validators; an observer tells nobody anything. */
    void broadcast(ForkMessage message) {
        if (speaks) {
            sink.accept(codec.broadcast(message));
        }
    }

    void send(NodeId to, ForkMessage message) {
        sink.accept(new Effect.Send(to, codec.encode(message)));
    }
}

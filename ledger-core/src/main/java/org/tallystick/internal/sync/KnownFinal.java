package org.tallystick.internal.sync;

import java.util.concurrent.atomic.AtomicLong;

/** The greatest height of which this node has seen the validators' proof that it is final, stored here or not. */
public final class KnownFinal {
    private final AtomicLong height = new AtomicLong();

    /** Knows of nothing but the genesis. */
    public KnownFinal() {}

    void raise(long proven) {
        height.accumulateAndGet(proven, Math::max);
    }

    /** The height; any thread may ask. */
    public long height() {
        return height.get();
    }
}

package org.tallystick.crypto.ed25519;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Keeps scratch between uses, a bounded number of pieces: when more threads need one at once, more are made and thrown
 * away afterwards. Safe for use by several threads.
 */
public final class Pool<T> {
    private final AtomicReferenceArray<T> idle;
    private final Supplier<T> maker;

    /**
     * An empty pool.
     *
     * @param size how many idle pieces are kept at most
     * @param maker makes a piece
     */
    public Pool(int size, Supplier<T> maker) {
        this.idle = new AtomicReferenceArray<>(size);
        this.maker = maker;
    }

    /** Takes a piece, which is the caller's until it is given back. */
    public T take() {
        for (int i = 0; i < idle.length(); i++) {
            T piece = idle.get(i) == null ? null : idle.getAndSet(i, null);
            if (piece != null) {
                return piece;
            }
        }
        return maker.get();
    }

    /** Gives a piece back. One that is not given back, because of an error, is merely made again. */
    public void give(T piece) {
        for (int i = 0; i < idle.length(); i++) {
            if (idle.get(i) == null && idle.compareAndSet(i, null, piece)) {
                return;
            }
        }
    }
}

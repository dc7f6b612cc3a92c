package org.tallystick.p2p;

import java.util.concurrent.atomic.AtomicLong;

/** A sum of bytes that many connections share, with a limit. For any thread. */
final class ByteBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes if the limit allows it, and says whether it did. */
    boolean tryTake(long bytes) {
        return tryTake(bytes, limit);
    }

    /** The same for what matters less: a quarter of the limit is not for it. */
    boolean tryTakeLeavingReserve(long bytes) {
        return tryTake(bytes, limit - limit / 4);
    }

    private boolean tryTake(long bytes, long upTo) {
        if (used.addAndGet(bytes) <= upTo) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Takes so many bytes whatever the limit says, for what is already here. */
    void force(long bytes) {
        used.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }
}

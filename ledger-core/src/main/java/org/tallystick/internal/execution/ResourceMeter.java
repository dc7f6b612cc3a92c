package org.tallystick.internal.execution;

/**
 * Counts the resource units of one execution. The prices are part of the protocol: reading 10 and one per 32 bytes of
 * value; writing 20 and one per 16 bytes of key and value; an event 10 and one per 16 bytes; each call 100 and one per
 * 32 bytes of call. Once the limit is passed the outcome is fixed, even if the contract catches the exception.
 */
final class ResourceMeter {
    /** Thrown through the contract when the limit is passed. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("resource limit reached", null, false, false);
        }
    }

    private final long limit;
    private long used;

    ResourceMeter(long limit) {
        this.limit = limit;
    }

    void call(int bytes) {
        use(100 + bytes / 32);
    }

    void read(int bytes) {
        use(10 + bytes / 32);
    }

    void write(int bytes) {
        use(20 + bytes / 16);
    }

    void event(int bytes) {
        use(10 + bytes / 16);
    }

    void verification(int bytes) {
        use(500 + bytes / 32);
    }

    private void use(int units) {
        used = exhausted() ? used : used + units;
        if (used > limit) {
            throw new Exhausted();
        }
    }

    boolean exhausted() {
        return used > limit;
    }

    /** Units used, at most the limit. */
    long used() {
        return Math.min(used, limit);
    }
}

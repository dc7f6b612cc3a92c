package org.tallystick.testkit;

import java.lang.management.ManagementFactory;

/** Measures how much memory a piece of code asks for. */
public final class Allocation {
    private Allocation() {}

    /** Bytes that this thread allocates while it runs the code; only the order of magnitude is meaningful. */
    public static long during(Runnable code) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        code.run();
        long before = threads.getThreadAllocatedBytes(id);
        code.run();
        return threads.getThreadAllocatedBytes(id) - before;
    }
}

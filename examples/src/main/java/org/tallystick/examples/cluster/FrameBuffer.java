package org.tallystick.examples.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Frames that wait to be written, as one run of bytes, so that many small answers cost one system call. Safe for use by
 * several threads.
 */
final class FrameBuffer {
    private final Object writing = new Object();
    private final int limit;
    private byte[] waiting = new byte[16 << 10];
    private byte[] spare = new byte[16 << 10];
    private int size;
    private boolean closed;

    /** Holds at most {@code limit} bytes; a reader that lets more pile up has stopped reading. */
    FrameBuffer(int limit) {
        this.limit = limit;
    }

    /**
     * Adds a frame and wakes {@link #awaitContent}.
     *
     * @return false when the buffer is closed or the frame does not fit
     */
    synchronized boolean add(ControlKind kind, long number, byte[] payload) {
        int needed = size + ControlFrame.HEADER + payload.length;
        if (closed || needed > limit) {
            return false;
        }
        if (needed > waiting.length) {
            waiting = Arrays.copyOf(waiting, Math.max(needed, 2 * waiting.length));
        }
        putInt(ControlFrame.HEADER - 4 + payload.length);
        waiting[size++] = (byte) kind.tag();
        putInt((int) (number >>> 32));
        putInt((int) number);
        System.arraycopy(payload, 0, waiting, size, payload.length);
        size += payload.length;
        notifyAll();
        return true;
    }

    /** Waits until there is something to write; false when the buffer is closed. */
    synchronized boolean awaitContent() throws InterruptedException {
        while (size == 0 && !closed) {
            wait();
        }
        return !closed;
    }

    /** Writes what is there. Threads that write at the same time wait for each other. */
    void writeTo(OutputStream out) throws IOException {
        synchronized (writing) {
            byte[] content;
            int length;
            synchronized (this) {
                content = waiting;
                length = size;
                waiting = spare;
                size = 0;
                spare = content;
            }
            if (length > 0) {
                out.write(content, 0, length);
            }
        }
    }

    /** Drops what waits; nothing can be added any more. */
    synchronized void close() {
        closed = true;
        size = 0;
        notifyAll();
    }

    private void putInt(int value) {
        waiting[size++] = (byte) (value >>> 24);
        waiting[size++] = (byte) (value >>> 16);
        waiting[size++] = (byte) (value >>> 8);
        waiting[size++] = (byte) value;
    }
}

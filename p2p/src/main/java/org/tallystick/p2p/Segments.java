package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * How frames are cut: a segment is a length of four bytes, one byte of type, and so many bytes of the frame's body. When
 * the top bit of the type is set, more of the frame follows; then the segment is exactly {@link #MAX_BODY} long.
 */
final class Segments {
    /** The most bytes of body in one segment. An urgent frame waits at most for one segment of another. */
    static final int MAX_BODY = 64 << 10;

    static final int HEADER = 5;
    static final int MORE = 0x80;

    private Segments() {}

    /** The bytes that a frame's next segment takes. */
    static int size(OutFrame frame, int from) {
        return HEADER + Math.min(frame.size() - from, MAX_BODY);
    }

    /** Copies a frame's next segment into a new buffer. */
    static ByteBuf write(ByteBufAllocator allocator, OutFrame frame, int from) {
        ByteBuf out = allocator.buffer(size(frame, from));
        write(out, frame, from);
        return out;
    }

    /** Appends a frame's next segment to a buffer. */
    static void write(ByteBuf out, OutFrame frame, int from) {
        int left = frame.size() - from;
        int length = Math.min(left, MAX_BODY);
        int type = frame.type().code() | (left > length ? MORE : 0);
        out.writeInt(length).writeByte(type);
        int headLength = frame.head().length;
        int ofHead = Math.max(0, Math.min(headLength - from, length));
        if (ofHead > 0) {
            out.writeBytes(frame.head(), from, ofHead);
        }
        out.writeBytes(frame.payload(), from + ofHead - headLength, length - ofHead);
    }
}

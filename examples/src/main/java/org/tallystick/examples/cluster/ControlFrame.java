package org.tallystick.examples.cluster;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * One message on a control connection: four bytes of length, one of kind, eight of number, then the payload, all
 * big-endian.
 *
 * @param kind what it is about
 * @param number chosen by whoever asks, repeated in the answer
 * @param payload in {@link ControlCodec}'s form; owned by the receiver
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and handed on without a copy
record ControlFrame(ControlKind kind, long number, byte[] payload) {
    /** Bytes before the payload. */
    static final int HEADER = 13;

    /** The most bytes of payload; a frame that claims more ends the connection. */
    static final int MAX_PAYLOAD = 8 << 20;

    /** Reads one frame, waiting for it; null at an orderly end. */
    static ControlFrame read(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < HEADER - 4 || length > MAX_PAYLOAD + HEADER - 4) {
            throw new IOException("a control frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        int tag = in.readUnsignedByte();
        long number = in.readLong();
        byte[] payload = new byte[length - HEADER + 4];
        try {
            in.readFully(payload);
            return new ControlFrame(ControlKind.of(tag), number, payload);
        } catch (EOFException e) {
            throw new IOException("the connection ended inside a frame", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}

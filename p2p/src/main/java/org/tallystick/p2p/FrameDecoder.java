package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts the byte stream of one connection into frames. Checks the type and the size of a frame before it holds any of its
 * bytes, and never reserves room for bytes that have not come: what a peer can make this node hold is what it has sent.
 * Each lane may have one unfinished frame.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    /** Where frames go. */
    interface Sink {
        /** Whether this type may come now. */
        boolean accepts(FrameType type);

        /** A whole frame; the body is valid during the call only. */
        void onFrame(FrameType type, ByteBuf body) throws ProtocolViolation;

        /** What the peer holds of unfinished frames has changed by so many bytes; may end the connection. */
        void onUnfinished(int change);

        /** The peer broke the rules of framing, or a frame did; the connection has to end. */
        void onViolation(String text);

        /** Whether the connection has ended, so that what still comes is dropped. */
        boolean ended();
    }

    private final Sink sink;
    private final Map<Lane, Unfinished> unfinished = new EnumMap<>(Lane.class);

    FrameDecoder(Sink sink) {
        this.sink = sink;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            while (!sink.ended() && decodeSegment(in)) {
                // the next
            }
        } catch (ProtocolViolation e) {
            sink.onViolation(e.getMessage());
        }
        if (sink.ended()) {
            in.skipBytes(in.readableBytes());
        }
    }

    /** Not as the superclass does it, which would read on although the connection pauses, as nothing was handed on. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    /** Gives up what is unfinished; for when the connection has ended. */
    void drop() {
        unfinished.values().forEach(frame -> sink.onUnfinished(-frame.bytes));
        unfinished.clear();
    }

    private boolean decodeSegment(ByteBuf in) throws ProtocolViolation {
        if (in.readableBytes() < Segments.HEADER) {
            return false;
        }
        int length = in.getInt(in.readerIndex());
        int code = in.getUnsignedByte(in.readerIndex() + 4);
        boolean more = (code & Segments.MORE) != 0;
        FrameType type = check(length, code & ~Segments.MORE, more);
        if (in.readableBytes() < Segments.HEADER + length) {
            return false;
        }
        in.skipBytes(Segments.HEADER);
        ByteBuf body = in.readSlice(length);
        Unfinished begun = unfinished.get(type.lane());
        if (more) {
            hold(type, begun, body);
        } else if (begun == null) {
            sink.onFrame(type, body);
        } else {
            unfinished.remove(type.lane());
            sink.onUnfinished(-begun.bytes);
            sink.onFrame(type, begun.completeWith(body));
        }
        return true;
    }

    private FrameType check(int length, int code, boolean more) throws ProtocolViolation {
        FrameType type = FrameType.ofCode(code);
        if (type == null) {
            throw new ProtocolViolation("a frame of unknown type " + code);
        }
        if (!sink.accepts(type)) {
            throw new ProtocolViolation("a frame of type " + type + " at the wrong time");
        }
        if (length < 0 || length > Segments.MAX_BODY || (more && length != Segments.MAX_BODY)) {
            throw new ProtocolViolation("a segment of " + length + " bytes in a frame of type " + type);
        }
        Unfinished begun = unfinished.get(type.lane());
        if (begun != null && begun.type != type) {
            throw new ProtocolViolation("a frame of type " + type + " inside one of type " + begun.type);
        }
        long total = (long) length + (begun == null ? 0 : begun.bytes);
        if (total > type.maxBytes()) {
            throw new ProtocolViolation(
                    "a frame of type " + type + " with " + total + " bytes or more, above " + type.maxBytes());
        }
        return type;
    }

    private void hold(FrameType type, Unfinished begun, ByteBuf body) {
        Unfinished frame = begun;
        if (frame == null) {
            frame = new Unfinished(type);
            unfinished.put(type.lane(), frame);
        }
        byte[] part = new byte[body.readableBytes()];
        body.readBytes(part);
        frame.parts.add(part);
        frame.bytes += part.length;
        sink.onUnfinished(part.length);
    }

    private static final class Unfinished {
        final FrameType type;
        final List<byte[]> parts = new ArrayList<>();
        int bytes;

        Unfinished(FrameType type) {
            this.type = type;
        }

        ByteBuf completeWith(ByteBuf last) {
            byte[] tail = new byte[last.readableBytes()];
            last.readBytes(tail);
            parts.add(tail);
            return Unpooled.wrappedBuffer(parts.size(), parts.toArray(byte[][]::new)); // on the heap, needs no release
        }
    }
}

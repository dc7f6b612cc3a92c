package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Stands between the socket and TLS: counts the bytes of both directions, and closes a connection that is not up yet
 * when it has sent more than a handshake needs.
 */
final class RawMeter extends ChannelDuplexHandler {
    /** What a node may send before it is known to be welcome. */
    static final int MAX_UNADMITTED = 64 << 10;

    private final Connection connection;
    private ChannelHandlerContext context;

    RawMeter(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        int bytes = ((ByteBuf) message).readableBytes();
        long total = connection.received(bytes);
        if (!connection.isUp() && total > MAX_UNADMITTED) {
            ((ByteBuf) message).release();
            connection.cut(GoodbyeCode.HANDSHAKE_FAILED, "more than " + MAX_UNADMITTED + " bytes before the handshake");
            return;
        }
        super.channelRead(ctx, message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof ByteBuf buffer) {
            connection.sent(buffer.readableBytes());
        }
        super.write(ctx, message, promise);
    }

    /** Closes the socket without a word to TLS, which would wait for room to write. */
    void closeAbruptly() {
        context.close();
    }
}

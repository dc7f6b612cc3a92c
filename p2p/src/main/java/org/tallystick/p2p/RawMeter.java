package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Stands between the socket and TLS: counts the bytes of both directions, and bounds what a peer may send before its
 * connection is up. During the TLS handshake more than that is an attack, as an honest peer then waits for an answer;
 * the connection ends. After it the peer may have let us in already and send at full speed, while its own ready still
 * waits for a thread of this node's; so then nothing more is read until the connection is up, or its deadline ends it.
 */
final class RawMeter extends ChannelDuplexHandler {
    /** What a node may send before it is known to be welcome. */
    static final int MAX_UNADMITTED = 64 << 10;

    private final Connection connection;
    private ChannelHandlerContext context;
    private boolean held;

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
        if (total > MAX_UNADMITTED && !connection.isUp()) {
            if (connection.stage() == Connection.Stage.SECURING) {
                ((ByteBuf) message).release();
                connection.cut(GoodbyeCode.HANDSHAKE_FAILED, "more than " + MAX_UNADMITTED + " bytes of handshake");
                return;
            }
            held = true;
            ctx.channel().config().setAutoRead(false);
        }
        super.channelRead(ctx, message);
    }

    /** TLS asks for more by itself when what it has is not enough. */
    @Override
    public void read(ChannelHandlerContext ctx) throws Exception {
        if (!held) {
            super.read(ctx);
        }
    }

    /** The connection is up: reading goes on, if it had to wait for this. */
    void release() {
        if (held) {
            held = false;
            context.channel().config().setAutoRead(true);
        }
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

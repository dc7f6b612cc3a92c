package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.MessageKind;

/** A connection by itself, with a stand-in for TLS that can be as slow as real TLS on a busy machine. */
class ConnectionTest {
    private final Events events = new Events();
    private final SlowTls tls = new SlowTls();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Connection connection = new Connection(
            events, TransportLimits.DEFAULT, () -> 0, null, new ByteBudget(1 << 20), new ByteBudget(1 << 20));

    ConnectionTest() {
        connection.install(channel, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), tls);
    }

    @Test
    void whatAPeerSendsWhileItsReadyWaitsForTlsIsNeitherReadWithoutBoundNorHeldAgainstIt() {
        connection.greeted(Wire.Hello.getDefaultInstance());
        channel.writeInbound(bytesOf(Frames.control(FrameType.READY, Wire.Ready.getDefaultInstance())));
        int sent = 0;
        while (channel.config().isAutoRead()) {
            channel.writeInbound(bytesOf(Frames.direct(MessageKind.STATUS, new byte[900])));
            sent++;
        }
        assertThat(sent).isBetween(64, 80);
        assertThat(connection.ended()).isFalse();

        tls.goOn();
        assertThat(events.frames).hasSize(1 + sent).startsWith(FrameType.READY).endsWith(FrameType.STATUS);
        assertThat(connection.isUp()).isTrue();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void moreThanATlsHandshakeTakesEndsTheConnection() {
        for (int i = 0; i < 64; i++) {
            channel.writeInbound(Unpooled.buffer().writeZero(1 << 10));
            assertThat(connection.ended()).isFalse();
        }
        channel.writeInbound(Unpooled.buffer().writeZero(1));
        assertThat(connection.ended()).isTrue();
        assertThat(events.ending.code()).isEqualTo(GoodbyeCode.HANDSHAKE_FAILED);
        assertThat(channel.isOpen()).isFalse();
    }

    private static ByteBuf bytesOf(OutFrame frame) {
        return Segments.write(Unpooled.buffer().alloc(), frame, 0);
    }

    /** Holds what comes until it is told to go on. */
    private static final class SlowTls extends ChannelInboundHandlerAdapter {
        private final Deque<Object> held = new ArrayDeque<>();
        private ChannelHandlerContext context;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            held.add(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.read(); // as TLS does, which lacks what it needs
        }

        void goOn() {
            while (!held.isEmpty()) {
                context.fireChannelRead(held.remove());
            }
        }
    }

    private static final class Events implements ConnectionEvents {
        final List<FrameType> frames = new ArrayList<>();
        Ending ending;

        @Override
        public void onSecured(Connection connection) {
            throw new AssertionError("there is no TLS here");
        }

        @Override
        public void onFrame(Connection connection, FrameType type, ByteBuf body) {
            frames.add(type);
            if (type == FrameType.READY) {
                connection.up();
            }
        }

        @Override
        public void onViolation(Connection connection, String text) {
            throw new AssertionError(text);
        }

        @Override
        public void onEnded(Connection connection, Connection.Stage reached, Ending how) {
            ending = how;
        }

        @Override
        public void onQueuesOverflow() {
            throw new AssertionError();
        }

        @Override
        public void onUnfinishedOverflow() {
            throw new AssertionError();
        }
    }
}

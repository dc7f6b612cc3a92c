package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.model.NodeId;
import org.tallystick.p2p.wire.Wire;

/**
 * One TCP connection with TLS on it, from the socket to its end: takes frames apart, writes what waits in its outbox,
 * keeps to the rates, and ends politely or abruptly. Who may stay is for the switchboard to say. All on the I/O thread,
 * except for {@link #offer} and the counters.
 */
final class Connection extends ChannelInboundHandlerAdapter implements FrameDecoder.Sink {
    /** How far the connection has come. */
    enum Stage {
        /** TCP is there, TLS is not. */
        SECURING,
        /** The peer's hello is awaited. */
        GREETING,
        /** The peer's hello is fine; it decides, and its ready is awaited. */
        WAITING,
        /** It carries messages. */
        UP,
        /** It is over; what still comes is dropped. */
        ENDED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int DRAIN_AT_ONCE = 1 << 20;
    private static final long GOODBYE_MILLIS = 500;

    private final ConnectionEvents events;
    private final LongSupplier clock;
    private final ByteBudget unfinishedBudget;
    private final boolean inbound;
    private final AddressBook.Entry dialled;
    private final Outbox outbox;
    private final RawMeter meter = new RawMeter(this);
    private final FrameDecoder decoder = new FrameDecoder(this);
    private final AtomicLong bytesReceived = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private final TokenBucket byteRate;
    private final TokenBucket frameRate;

    private Channel channel;
    private String address = "";
    private InetSocketAddress remote;
    private Stage stage = Stage.SECURING;
    private NodeId peer;
    private Wire.Hello hello;
    private long lastHeard;
    private long lastAsked;
    private long stalledSince;
    private boolean stalled;
    private boolean paused;
    private int unfinishedBytes;
    private int slot = -1;

    /** A connection that has not begun; {@code dialled} is null for an inbound one. */
    Connection(
            ConnectionEvents events,
            TransportLimits limits,
            LongSupplier clock,
            AddressBook.Entry dialled,
            ByteBudget sendBudget,
            ByteBudget unfinishedBudget) {
        this.events = events;
        this.clock = clock;
        this.inbound = dialled == null;
        this.dialled = dialled;
        this.unfinishedBudget = unfinishedBudget;
        this.outbox = new Outbox(limits, sendBudget);
        long now = clock.getAsLong();
        this.lastHeard = now;
        this.lastAsked = now;
        this.byteRate = new TokenBucket(limits.inboundBytesPerSecond(), limits.inboundBytesPerSecond(), now);
        this.frameRate = new TokenBucket(limits.inboundFramesPerSecond(), limits.inboundFramesPerSecond(), now);
    }

    /** Puts itself into a new channel. */
    void install(Channel newChannel, InetSocketAddress newRemote, ChannelHandler tls) {
        channel = newChannel;
        remote = newRemote;
        address = newRemote.getAddress().getHostAddress() + ":" + newRemote.getPort();
        newChannel.pipeline().addLast(meter, tls, decoder, this);
    }

    // --- what others ask ---

    NodeId peer() {
        return peer;
    }

    Wire.Hello hello() {
        return hello;
    }

    Stage stage() {
        return stage;
    }

    boolean isUp() {
        return stage == Stage.UP;
    }

    boolean isInbound() {
        return inbound;
    }

    /** The address that was dialled; null for an inbound connection. */
    AddressBook.Entry dialled() {
        return dialled;
    }

    String address() {
        return address;
    }

    InetSocketAddress remote() {
        return remote;
    }

    long lastHeard() {
        return lastHeard;
    }

    int unfinishedBytes() {
        return unfinishedBytes;
    }

    /** The number given to it by the table of peers while it is up. */
    int slot() {
        return slot;
    }

    void setSlot(int number) {
        slot = number;
    }

    long bytesReceived() {
        return bytesReceived.get();
    }

    long bytesSent() {
        return bytesSent.get();
    }

    long queuedBytes() {
        return outbox.bytes();
    }

    /** How long the peer has not read although its socket is full, in nanoseconds. */
    long stalledFor(long now) {
        return stalled ? now - stalledSince : 0;
    }

    /** Counts silence and standstill from now on. */
    void startClocks(long now) {
        lastHeard = now;
        stalledSince = now;
    }

    /** Whether it is time to ask the peer for a sign of life: not more than once in an interval. */
    boolean askForLife(long now, Duration interval) {
        if (now - lastAsked < interval.toNanos()) {
            return false;
        }
        lastAsked = now;
        return true;
    }

    // --- the stages ---

    void greeted(Wire.Hello theirs) {
        hello = theirs;
        stage = Stage.WAITING;
    }

    void up() {
        stage = Stage.UP;
        meter.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent done && stage == Stage.SECURING) {
            if (done.isSuccess()) {
                SSLEngine engine = ctx.pipeline().get(SslHandler.class).engine();
                peer = NodeTls.peerOf(engine.getSession());
                stage = Stage.GREETING;
                events.onSecured(this);
            } else if (done.cause() instanceof ClosedChannelException) {
                finish(new Ending(false, null, "the connection broke during the TLS handshake"));
            } else {
                cut(GoodbyeCode.HANDSHAKE_FAILED, "TLS failed: " + done.cause().getMessage());
            }
        }
        super.userEventTriggered(ctx, event);
    }

    // --- reading ---

    long received(int bytes) {
        lastHeard = clock.getAsLong();
        if (stage == Stage.UP) {
            pauseFor(byteRate.take(bytes, lastHeard));
        }
        return bytesReceived.addAndGet(bytes);
    }

    @Override
    public boolean accepts(FrameType type) {
        return switch (stage) {
            case GREETING -> type == FrameType.HELLO || type == FrameType.GOODBYE;
            case WAITING -> type == FrameType.READY || type == FrameType.GOODBYE;
            case UP -> type != FrameType.HELLO && type != FrameType.READY;
            case SECURING, ENDED -> false;
        };
    }

    @Override
    public void onFrame(FrameType type, ByteBuf body) throws ProtocolViolation {
        pauseFor(frameRate.take(1, lastHeard));
        if (type == FrameType.GOODBYE) {
            Wire.Goodbye goodbye = Frames.read(Wire.Goodbye.parser(), body);
            finish(new Ending(false, GoodbyeCode.ofCode(goodbye.getCode()), Texts.printable(goodbye.getText())));
            channel.close();
        } else {
            events.onFrame(this, type, body);
        }
    }

    @Override
    public void onUnfinished(int change) {
        unfinishedBytes += change;
        if (change < 0) {
            unfinishedBudget.giveBack(-change);
        } else if (!unfinishedBudget.tryTake(change)) {
            unfinishedBudget.force(change);
            events.onUnfinishedOverflow();
        }
    }

    @Override
    public void onViolation(String text) {
        events.onViolation(this, text);
        end(GoodbyeCode.VIOLATION, text);
    }

    @Override
    public boolean ended() {
        return stage == Stage.ENDED;
    }

    /** Stops reading until a debt of the rate limits is paid; then TCP holds the peer back. */
    private void pauseFor(long nanos) {
        if (nanos <= 0 || paused) {
            return;
        }
        paused = true;
        channel.config().setAutoRead(false);
        channel.eventLoop().schedule(this::resume, nanos, TimeUnit.NANOSECONDS);
    }

    private void resume() {
        long now = clock.getAsLong();
        long debt = Math.max(byteRate.take(0, now), frameRate.take(0, now)); // may have grown since the pause began
        if (debt > 0) {
            channel.eventLoop().schedule(this::resume, debt, TimeUnit.NANOSECONDS);
        } else {
            paused = false;
            channel.config().setAutoRead(true);
        }
    }

    // --- writing ---

    /** Queues a frame; false if it was dropped. For any thread. */
    boolean offer(OutFrame frame) {
        Outbox.Offer offer = outbox.offer(frame);
        if (offer == Outbox.Offer.OVERFLOW) {
            runOnLoop(() -> cut(GoodbyeCode.TOO_SLOW, "it does not read its consensus messages fast enough"));
        } else if (offer == Outbox.Offer.SHARED_OVERFLOW) {
            runOnLoop(events::onQueuesOverflow);
        } else if (outbox.beginDrain()) {
            runOnLoop(this::drain);
        }
        return offer == Outbox.Offer.QUEUED;
    }

    void sent(int bytes) {
        bytesSent.addAndGet(bytes);
    }

    /** Writes while the socket takes it, then flushes once; goes on when the socket has room again. */
    private void drain() {
        outbox.endDrain(); // from here on, whoever adds starts another
        if (stage == Stage.ENDED) {
            return;
        }
        int written = 0;
        while (channel.isWritable() && written < DRAIN_AT_ONCE) {
            ByteBuf segment = outbox.next(channel.alloc());
            if (segment == null) {
                break;
            }
            written += segment.readableBytes();
            channel.write(segment);
        }
        if (written > 0) {
            channel.flush();
        }
        noteStall();
        if (written >= DRAIN_AT_ONCE && channel.isWritable() && outbox.beginDrain()) {
            runOnLoop(this::drain); // lets other connections have their turn
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        noteStall();
        if (channel.isWritable() && !outbox.isEmpty() && outbox.beginDrain()) {
            runOnLoop(this::drain);
        }
        super.channelWritabilityChanged(ctx);
    }

    private void noteStall() {
        boolean now = !channel.isWritable();
        if (now && !stalled) {
            stalledSince = clock.getAsLong();
        }
        stalled = now;
    }

    private void runOnLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("the transport has closed", e); // nothing is sent any more, which is what send() promises
        }
    }

    // --- ending ---

    /** Ends the connection after telling the peer why. Idempotent. */
    void end(GoodbyeCode code, String text) {
        if (stage == Stage.ENDED) {
            return;
        }
        if (stage == Stage.SECURING || !channel.isWritable()) {
            cut(code, text);
            return;
        }
        finish(new Ending(true, code, text));
        // The peer closes when it has read this. Closing first could make its TCP drop the goodbye.
        channel.writeAndFlush(Segments.write(channel.alloc(), Frames.goodbye(code, text), 0));
        channel.eventLoop().schedule(meter::closeAbruptly, GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends the connection at once, without a word to a peer that would not hear it. Idempotent. */
    void cut(GoodbyeCode code, String text) {
        finish(new Ending(true, code, text));
        meter.closeAbruptly();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        finish(new Ending(false, null, "the connection broke"));
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection with {} failed", address, cause);
        finish(new Ending(false, null, "the connection broke: " + cause.getMessage()));
        meter.closeAbruptly();
    }

    /** A dialled address could not be reached. */
    void unreachable(Throwable cause) {
        LOG.debug("{} cannot be reached", address, cause);
        finish(new Ending(false, null, "cannot be reached: " + cause.getMessage()));
    }

    /** Runs a task on the I/O thread when the socket is closed. */
    void whenClosed(Runnable task) {
        channel.closeFuture().addListener(closed -> task.run());
    }

    private void finish(Ending ending) {
        if (stage == Stage.ENDED) {
            return;
        }
        decoder.drop();
        outbox.close();
        Stage reached = stage;
        stage = Stage.ENDED;
        events.onEnded(this, reached, ending);
    }
}

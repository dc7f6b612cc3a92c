package org.tallystick.p2p;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.spi.transport.TransportException;

/** The sockets: listens, accepts, dials, and closes all of them. I/O thread only, except for open and close. */
final class Ports implements Dialer.Connector {
    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);
    // What may be between the outbox and the wire: an urgent frame waits for no more than this.
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 128 << 10);
    private static final int UNSENT = 128 << 10;
    private static final Duration FAREWELL = Duration.ofMillis(300);

    private final IoThread io;
    private final NettyTransport.Settings settings;
    private final NodeTls tls;
    private final Handshake handshake;
    private final ByteBudget sendBudget;
    private final ByteBudget unfinishedBudget;
    private final Set<Connection> sockets =
            new HashSet<>(); // those not closed yet, even of connections that have ended
    private final AtomicBoolean closing = new AtomicBoolean();
    private Switchboard switchboard;
    private Dialer dialer;
    private Channel server;
    private volatile String listenAddress = "";

    Ports(IoThread io, NettyTransport.Settings settings, NodeTls tls, Handshake handshake) {
        this.io = io;
        this.settings = settings;
        this.tls = tls;
        this.handshake = handshake;
        this.sendBudget = new ByteBudget(settings.limits().totalQueueBytes());
        this.unfinishedBudget = new ByteBudget(settings.limits().totalUnfinishedBytes());
    }

    void attach(Switchboard toSwitchboard, Dialer toDialer) {
        switchboard = toSwitchboard;
        dialer = toDialer;
    }

    String listenAddress() {
        return listenAddress;
    }

    /** Listens and starts to dial; leaves nothing behind when it fails. */
    void open() {
        String wanted =
                settings.listen().getHostString() + ":" + settings.listen().getPort();
        try {
            InetAddress host = InetAddress.getByName(settings.listen().getHostString());
            bind(new InetSocketAddress(host, settings.listen().getPort()), wanted);
        } catch (UnknownHostException e) {
            throw failed(wanted, "the host is not known", e);
        }
        io.execute(dialer::dialAll);
    }

    private void bind(InetSocketAddress address, String wanted) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(io.loop(), io.loop())
                .channel(io.serverType())
                .option(ChannelOption.SO_BACKLOG, settings.limits().maxHandshakes())
                .option(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw failed(wanted, bound.cause().getMessage(), bound.cause());
        }
        server = bound.channel();
        InetSocketAddress local = (InetSocketAddress) server.localAddress();
        String host = local.getAddress().getHostAddress();
        listenAddress = (host.contains(":") ? "[" + host + "]" : host) + ":" + local.getPort();
        String seen = local.getAddress().isAnyLocalAddress() ? "" : host;
        InetSocketAddress told = settings.announced().orElse(InetSocketAddress.createUnresolved(seen, local.getPort()));
        io.execute(() -> {
            handshake.canBeDialledAt(told.getHostString(), told.getPort());
            server.config().setAutoRead(true); // only now, so that no peer is greeted without the address
        });
    }

    private TransportException failed(String address, String reason, Throwable cause) {
        close();
        return new TransportException("cannot listen on " + address + ": " + reason, cause);
    }

    private void accept(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (closing.get() || remote == null || !handshake.hasRoomFor(remote.getAddress())) {
            channel.close();
            return;
        }
        begin(channel, remote, newConnection(null));
    }

    @Override
    public void connect(AddressBook.Entry entry, InetSocketAddress address) {
        Connection connection = newConnection(entry);
        Bootstrap bootstrap = new Bootstrap()
                .group(io.loop())
                .channel(io.socketType())
                .disableResolver() // addresses come resolved
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.timings().connect().toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        begin(channel, address, connection);
                    }
                });
        bootstrap.connect(address).addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) {
                connection.unreachable(done.cause());
            }
        });
    }

    private Connection newConnection(AddressBook.Entry dialled) {
        return new Connection(switchboard, settings.limits(), io::now, dialled, sendBudget, unfinishedBudget);
    }

    private void begin(Channel channel, InetSocketAddress remote, Connection connection) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        channel.config()
                .setOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(1 << 10, 4 << 10, 64 << 10));
        if (io.isEpoll()) {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT);
        }
        connection.install(channel, remote, tls.newHandler(!connection.isInbound()));
        sockets.add(connection);
        connection.whenClosed(() -> sockets.remove(connection));
        switchboard.onOpened(connection);
        handshake.onOpened(connection);
    }

    /** Closes everything and waits until the thread is gone. Idempotent; a second caller waits as well. */
    void close() {
        if (io.isCurrent()) {
            throw new IllegalStateException("close() was called by the listener on the transport's own thread");
        }
        if (closing.compareAndSet(false, true) && !io.execute(this::closeAll)) {
            LOG.debug("the thread had ended already");
        }
        io.join();
    }

    private void closeAll() {
        if (server != null) {
            server.close();
        }
        dialer.stop();
        List<Connection> open = switchboard.open();
        open.forEach(connection -> connection.end(GoodbyeCode.SHUTTING_DOWN, "the node is closing"));
        // Peers close when they have read the goodbye; those that do not are not waited for.
        Countdown countdown = new Countdown(sockets.size(), io::stop);
        List.copyOf(sockets).forEach(connection -> connection.whenClosed(countdown::one));
        io.schedule(FAREWELL, () -> {
            // Before the thread ends, as it alone gives back what still waits to be written.
            List.copyOf(sockets)
                    .forEach(connection -> connection.cut(GoodbyeCode.SHUTTING_DOWN, "the node is closing"));
            io.stop();
        });
    }

    /** Runs a task when so many things have happened. */
    private static final class Countdown {
        private final Runnable task;
        private int left;

        Countdown(int count, Runnable task) {
            this.task = task;
            this.left = count;
            if (count == 0) {
                task.run();
            }
        }

        void one() {
            if (--left == 0) {
                task.run();
            }
        }
    }
}

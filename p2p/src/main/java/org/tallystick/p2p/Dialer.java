package org.tallystick.p2p;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.model.NodeId;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Keeps connections to the addresses in the book. An address is dialled while no connection to the node behind it is up,
 * after waits that double up to a cap; a given address is never given up, a learned one after many failures. I/O thread
 * only.
 */
final class Dialer {
    /** Opens a connection; its end is reported to {@link #onEnded}, {@link #onFailed} if there never was one. */
    interface Connector {
        void connect(AddressBook.Entry entry, InetSocketAddress address);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);
    private static final int MAX_FAILURES = 20;

    private final IoThread io;
    private final NodeRuntime runtime;
    private final TransportTimings timings;
    private final int maxPeers;
    private final AddressBook book;
    private final PeerTable peers;
    private final Connector connector;
    private Executor resolver;
    private int dialling;
    private boolean stopped;

    Dialer(
            IoThread io,
            NodeRuntime runtime,
            NettyTransport.Settings settings,
            AddressBook book,
            PeerTable peers,
            Connector connector) {
        this.io = io;
        this.runtime = runtime;
        this.timings = settings.timings();
        this.maxPeers = settings.limits().maxPeers();
        this.book = book;
        this.peers = peers;
        this.connector = connector;
    }

    /** Dials every address in the book that there is no connection to and no attempt under way. */
    void dialAll() {
        book.all().forEach(this::dial);
    }

    void stop() {
        stopped = true;
        book.all().forEach(AddressBook.Entry::cancelRetry);
    }

    /** Dials an address unless there is no need, no room, or a later attempt is planned. */
    void dial(AddressBook.Entry entry) {
        boolean connected = entry.node != null && peers.get(entry.node) != null;
        if (stopped
                || entry.self
                || entry.dialling
                || entry.retry != null
                || connected
                || peers.size() + dialling >= maxPeers) {
            return;
        }
        entry.dialling = true;
        dialling++;
        if (NetUtil.isValidIpV4Address(entry.host) || NetUtil.isValidIpV6Address(entry.host)) {
            resolve(entry);
        } else {
            if (resolver == null) {
                resolver = runtime.serial("p2p-resolver"); // looking up a name may block
            }
            resolver.execute(() -> resolve(entry));
        }
    }

    private void resolve(AddressBook.Entry entry) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(entry.host), entry.port);
            io.execute(() -> connect(entry, address));
        } catch (UnknownHostException e) {
            LOG.debug("{} has no address", entry.host, e);
            io.execute(() -> onFailed(entry));
        }
    }

    private void connect(AddressBook.Entry entry, InetSocketAddress address) {
        if (stopped) {
            onFailed(entry);
        } else {
            connector.connect(entry, address);
        }
    }

    /** A dialled address has proven who is there. */
    void onSecured(AddressBook.Entry entry, NodeId node) {
        entry.node = node;
    }

    /** A connection is up, dialled or not. */
    void onUp(Connection connection) {
        if (connection.dialled() != null) {
            ended(connection.dialled());
            connection.dialled().failures = 0;
        }
    }

    /** A dialled address could not be reached. */
    void onFailed(AddressBook.Entry entry) {
        ended(entry);
        entry.node = null; // whoever was there may have moved
        retry(entry, false);
    }

    /** A connection has ended that may have been dialled, and may have been up. */
    void onEnded(Connection connection, boolean wasUp, Ending ending) {
        AddressBook.Entry dialled = connection.dialled();
        if (dialled != null) {
            if (connection.peer() == null) {
                dialled.node = null; // whoever was there may have moved
            }
            ended(dialled);
            dialled.self |= ending.code() == GoodbyeCode.SELF;
        }
        boolean lasting = ending.code() != null && ending.code().lasting();
        if (wasUp) {
            for (AddressBook.Entry entry : book.all()) {
                if (connection.peer().equals(entry.node) && peers.get(entry.node) == null) {
                    retry(entry, lasting);
                }
            }
            dialAll(); // there is room for one more
        } else if (dialled != null) {
            retry(dialled, lasting);
        }
    }

    /** The attempt is over, well or badly. */
    private void ended(AddressBook.Entry entry) {
        if (entry.dialling) {
            entry.dialling = false;
            dialling--;
        }
    }

    private void retry(AddressBook.Entry entry, boolean lasting) {
        if (stopped || entry.self || entry.dialling || entry.retry != null) {
            return;
        }
        entry.failures++;
        if (!entry.given && entry.failures > MAX_FAILURES) {
            book.forget(entry);
            return;
        }
        entry.retry = io.schedule(lasting ? timings.refusedRetry() : backoff(entry.failures), () -> {
            entry.retry = null;
            dial(entry);
        });
    }

    private Duration backoff(int failures) {
        long first = timings.firstRetry().toNanos();
        long last = timings.lastRetry().toNanos();
        int doublings = Math.min(failures - 1, 30);
        long wait = first > last >> doublings ? last : first << doublings;
        return Duration.ofNanos((long) (wait * (0.5 + 0.5 * runtime.random().nextDouble())));
    }
}

package org.tallystick.p2p;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Transport;
import org.tallystick.spi.transport.TransportException;

/**
 * A transport over TCP with TLS 1.3, on Netty. Immutable: each method that changes something gives a new one; nothing
 * happens until {@link #open}. One may be opened many times.
 *
 * <p>Nodes prove their ids with their node keys; an address says only where to look. Everything that waits, and
 * everything that a peer can make this node hold, is bounded by {@link TransportLimits}.
 */
public final class NettyTransport implements Transport {
    private final Settings settings;

    private NettyTransport(Settings settings) {
        this.settings = settings;
    }

    /**
     * Listens on an address.
     *
     * @param host a name or an IP address of this machine; {@code 0.0.0.0} or {@code ::} for all of them
     * @param port 0 lets the system choose one, see {@link NettyNetwork#listenAddress()}
     */
    public static NettyTransport listen(String host, int port) {
        return listen(InetSocketAddress.createUnresolved(host, port));
    }

    /** Listens on an address; it is resolved when the transport is opened. */
    public static NettyTransport listen(InetSocketAddress address) {
        Objects.requireNonNull(address, "address");
        return new NettyTransport(new Settings(
                address, Optional.empty(), List.of(), TransportLimits.DEFAULT, TransportTimings.DEFAULT, true));
    }

    /** The same with the addresses to connect to, which may include this node's own; they replace those given before. */
    public NettyTransport bootstrap(List<InetSocketAddress> addresses) {
        return new NettyTransport(new Settings(
                settings.listen(),
                settings.announced(),
                List.copyOf(addresses),
                settings.limits(),
                settings.timings(),
                settings.nativeAllowed()));
    }

    /**
     * The same with the address at which others are to dial this node, where that is not the one at which it listens: behind
     * a router that forwards a port, or in a container. Without it peers are told the address they see, or the one given to
     * {@link #listen}, with the port at which the node listens.
     *
     * @param ip an IPv4 or IPv6 address in text. Not a name: no peer would look it up
     * @param port from 1 to 65,535
     * @throws IllegalArgumentException when it is something else, or an address that nobody can dial
     */
    public NettyTransport announce(String ip, int port) {
        if (!AddressBook.dialable(ip, port)) {
            throw new IllegalArgumentException(
                    "'" + ip + "' and " + port + " are not an IP address and a port that others can dial");
        }
        return new NettyTransport(new Settings(
                settings.listen(),
                Optional.of(InetSocketAddress.createUnresolved(ip, port)),
                settings.bootstrap(),
                settings.limits(),
                settings.timings(),
                settings.nativeAllowed()));
    }

    /** The same with other limits. */
    public NettyTransport limits(TransportLimits limits) {
        return new NettyTransport(new Settings(
                settings.listen(),
                settings.announced(),
                settings.bootstrap(),
                Objects.requireNonNull(limits, "limits"),
                settings.timings(),
                settings.nativeAllowed()));
    }

    /** The same with other timings. */
    public NettyTransport timings(TransportTimings timings) {
        return new NettyTransport(new Settings(
                settings.listen(),
                settings.announced(),
                settings.bootstrap(),
                settings.limits(),
                Objects.requireNonNull(timings, "timings"),
                settings.nativeAllowed()));
    }

    /** The same without native epoll, which is used by default where it is there. */
    public NettyTransport withoutNative() {
        return new NettyTransport(new Settings(
                settings.listen(),
                settings.announced(),
                settings.bootstrap(),
                settings.limits(),
                settings.timings(),
                false));
    }

    /**
     * Listens, and starts to connect.
     *
     * @throws TransportException when the address is in use or does not belong to this machine
     */
    @Override
    public NettyNetwork open(NetworkContext context, NetworkListener listener) {
        return NettyNetwork.open(settings, context, listener);
    }

    /** What a transport was told. */
    record Settings(
            InetSocketAddress listen,
            Optional<InetSocketAddress> announced,
            List<InetSocketAddress> bootstrap,
            TransportLimits limits,
            TransportTimings timings,
            boolean nativeAllowed) {}
}

package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.p2p.wire.Wire;

/**
 * Tells peers where other nodes can be dialled: a new peer hears of those connected here, and those hear of it. What
 * peers say goes into the address book, if it is acceptable, at a limited rate. I/O thread only.
 */
final class PeerExchange {
    private static final int MAX_ADDRESSES = 32;
    private static final int ADDRESSES_PER_SECOND = 1;

    private final IoThread io;
    private final PeerTable peers;
    private final AddressBook book;
    private final Dialer dialer;
    private final Map<Connection, TokenBucket> rates = new HashMap<>();

    PeerExchange(IoThread io, PeerTable peers, AddressBook book, Dialer dialer) {
        this.io = io;
        this.peers = peers;
        this.book = book;
        this.dialer = dialer;
    }

    void onUp(Connection newcomer) {
        learnFrom(newcomer);
        Wire.Address itsAddress = addressOf(newcomer);
        List<Wire.Address> others = new ArrayList<>();
        for (Connection peer : peers.all()) {
            if (peer == newcomer) {
                continue;
            }
            if (itsAddress != null) {
                send(peer, List.of(itsAddress));
            }
            Wire.Address address = addressOf(peer);
            if (address != null && others.size() < MAX_ADDRESSES) {
                others.add(address);
            }
        }
        send(newcomer, others);
    }

    void onDown(Connection peer) {
        rates.remove(peer);
    }

    void onPeers(Connection from, ByteBuf body) throws ProtocolViolation {
        Wire.Peers message = Frames.read(Wire.Peers.parser(), body);
        if (message.getAddressesCount() > MAX_ADDRESSES) {
            throw new ProtocolViolation(message.getAddressesCount() + " addresses at once, above " + MAX_ADDRESSES);
        }
        TokenBucket rate = rates.computeIfAbsent(
                from, peer -> new TokenBucket(ADDRESSES_PER_SECOND, 4L * MAX_ADDRESSES, io.now()));
        for (Wire.Address address : message.getAddressesList()) {
            if (rate.tryTake(1, io.now())) {
                learn(address.getHost(), address.getPort(), from.remote().getAddress());
            }
        }
    }

    private void learnFrom(Connection newcomer) {
        Wire.Address address = addressOf(newcomer);
        if (address != null) {
            AddressBook.Entry entry = book.learn(address.getHost(), address.getPort());
            if (entry != null) {
                entry.node = newcomer.peer();
            }
        }
    }

    private void learn(String host, int port, InetAddress from) {
        if (AddressBook.acceptable(host, port, from)) {
            AddressBook.Entry entry = book.learn(host, port);
            if (entry != null) {
                dialer.dial(entry);
            }
        }
    }

    private static void send(Connection peer, List<Wire.Address> addresses) {
        if (!addresses.isEmpty()) {
            peer.offer(Frames.control(
                    FrameType.PEERS,
                    Wire.Peers.newBuilder().addAllAddresses(addresses).build()));
        }
    }

    /** Where a peer says that it can be dialled, or null. */
    private static Wire.Address addressOf(Connection peer) {
        Wire.Hello hello = peer.hello();
        InetAddress from = peer.remote().getAddress();
        String host = hello.getListenHost().isEmpty() ? from.getHostAddress() : hello.getListenHost();
        int port = hello.getListenPort();
        return AddressBook.acceptable(host, port, from)
                ? Wire.Address.newBuilder().setHost(host).setPort(port).build()
                : null;
    }
}

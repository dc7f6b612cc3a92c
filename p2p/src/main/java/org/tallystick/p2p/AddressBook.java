package org.tallystick.p2p;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.NodeId;

/** The addresses that can be dialled: those given, and a bounded number learned from peers. I/O thread only. */
final class AddressBook {
    private final int maxLearned;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private int learned;

    AddressBook(int maxLearned) {
        this.maxLearned = maxLearned;
    }

    void addGiven(String host, int port) {
        entries.putIfAbsent(key(host, port), new Entry(host, port, true));
    }

    /** The entry of an address, new or old; null when there is no room for another. */
    Entry learn(String host, int port) {
        Entry known = entries.get(key(host, port));
        if (known != null) {
            return known;
        }
        if (learned >= maxLearned && !forgetOneThatFails()) {
            return null;
        }
        Entry entry = new Entry(host, port, false);
        entries.put(key(host, port), entry);
        learned++;
        return entry;
    }

    void forget(Entry entry) {
        if (!entry.given && entries.remove(key(entry.host, entry.port), entry)) {
            learned--;
        }
    }

    List<Entry> all() {
        return new ArrayList<>(entries.values());
    }

    private boolean forgetOneThatFails() {
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (!entry.given && entry.failures > 0 && !entry.dialling) {
                entry.cancelRetry();
                all.remove();
                learned--;
                return true;
            }
        }
        return false;
    }

    /**
     * Whether an address that a peer names may be dialled: an IP address in text, so that no peer makes this node look
     * up names, which is no multicast or wildcard address, and a loopback or link-local one only from a peer that is
     * itself there.
     */
    static boolean acceptable(String host, int port, InetAddress from) {
        InetAddress address = dialable(host, port) ? literal(host) : null;
        return address != null
                && (!address.isLoopbackAddress() || from.isLoopbackAddress())
                && (!address.isLinkLocalAddress() || from.isLinkLocalAddress());
    }

    /** Whether it is an IP address in text, and one at which a single machine can be. */
    static boolean dialable(String host, int port) {
        InetAddress address = literal(host);
        return port >= 1
                && port <= 65_535
                && address != null
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress();
    }

    private static InetAddress literal(String host) {
        if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
            return null;
        }
        try {
            return InetAddress.getByName(host); // nothing is looked up
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String key(String host, int port) {
        return host + "|" + port;
    }

    /** One address and what is known of it. */
    static final class Entry {
        final String host;
        final int port;
        final boolean given;

        /** Who answered there last, or null. */
        NodeId node;
        /** Failures in a row. */
        int failures;
        /** An attempt is under way. */
        boolean dialling;
        /** This very node answered there. */
        boolean self;
        /** The next attempt, or null. */
        Future<?> retry;

        Entry(String host, int port, boolean given) {
            this.host = host;
            this.port = port;
            this.given = given;
        }

        void cancelRetry() {
            if (retry != null) {
                retry.cancel(false);
                retry = null;
            }
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}

package org.tallystick.examples.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds ports on 127.0.0.1 that nobody listens on. They lie below the range from which systems take the ports of outgoing
 * connections, so that a killed node's port is still free when it comes back.
 */
final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int END = 30_000;

    private FreePorts() {}

    static List<Integer> find(int count, Collection<Integer> taken, RandomGenerator random) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int attempt = 0; ports.size() < count; attempt++) {
            if (attempt > 1000) {
                throw new IOException("no free ports from " + FIRST + " to " + (END - 1));
            }
            int port = random.nextInt(FIRST, END);
            if (!ports.contains(port) && !taken.contains(port) && isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    /** Whether one can listen on a port now. */
    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

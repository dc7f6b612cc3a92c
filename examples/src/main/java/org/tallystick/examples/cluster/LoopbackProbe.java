package org.tallystick.examples.cluster;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a message of 256 bytes takes to a thread that waits for it, and back, over a bare socket on loopback. */
final class LoopbackProbe {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackProbe.class);
    private static final int SIZE = 256;

    private LoopbackProbe() {}

    /** Round trips in nanoseconds, one after another for some time. */
    static Histogram measure(long nanos) throws IOException {
        Histogram times = new Histogram(10_000_000_000L, 3);
        byte[] message = new byte[SIZE];
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread echo = new Thread(() -> echo(server), "loopback-echo");
            echo.setDaemon(true);
            echo.start();
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                socket.setTcpNoDelay(true);
                DataInputStream in = new DataInputStream(socket.getInputStream());
                long start = System.nanoTime();
                for (long before = start; before - start < nanos; ) {
                    socket.getOutputStream().write(message);
                    in.readFully(message);
                    long after = System.nanoTime();
                    times.recordValue(Math.min(after - before, times.getHighestTrackableValue()));
                    before = after;
                }
            }
        }
        return times;
    }

    private static void echo(ServerSocket server) {
        byte[] message = new byte[SIZE];
        try (Socket socket = server.accept()) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                in.readFully(message);
                socket.getOutputStream().write(message);
            }
        } catch (EOFException e) {
            LOG.debug("enough round trips");
        } catch (IOException e) {
            LOG.warn("the loopback connection broke", e);
        }
    }
}

package org.tallystick.examples.cluster;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the coordinator talk to a node over a connection on the loopback address. Two threads a connection, both of which
 * sleep while there is nothing to do. It grants nothing that submitting and reading do not, as stopping a node goes
 * through its standard input.
 */
final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    /** The most bytes of answers that wait for a coordinator to read them. */
    private static final int MAX_WAITING = 64 << 20;

    private final ControlHandler handler;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Listens on a free port. */
    ControlServer(ControlHandler handler) throws IOException {
        this.handler = handler;
        server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    void start() {
        daemon("control-accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                connections.add(socket);
                FrameBuffer answers = new FrameBuffer(MAX_WAITING);
                daemon("control-read", () -> read(socket, answers));
                daemon("control-write", () -> write(socket, answers));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("cannot accept a control connection", e);
                }
            }
        }
    }

    private void read(Socket socket, FrameBuffer answers) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
            for (ControlFrame frame = ControlFrame.read(in); frame != null; frame = ControlFrame.read(in)) {
                handler.handle(frame, answers);
            }
        } catch (IOException e) {
            LOG.debug("a control connection ended: {}", e.toString());
        } finally {
            connections.remove(socket);
            answers.close();
        }
    }

    private static void write(Socket socket, FrameBuffer answers) {
        try (socket) {
            while (answers.awaitContent()) {
                answers.writeTo(socket.getOutputStream());
            }
        } catch (IOException e) {
            LOG.debug("a control connection ended: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            answers.close();
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}

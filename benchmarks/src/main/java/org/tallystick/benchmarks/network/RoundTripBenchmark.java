package org.tallystick.benchmarks.network;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.p2p.NettyNetwork;
import org.tallystick.p2p.NettyTransport;
import org.tallystick.spi.runtime.SystemRuntime;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Topic;

/**
 * Consensus messages of 256 bytes that come back, one after another, a second: two transports in this process, over
 * loopback, with TLS. The limit is a bare socket whose other end is read by a thread that waits for it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RoundTripBenchmark {
    private static final int SIZE = 256;

    private final byte[] message = new byte[SIZE];
    private final byte[] back = new byte[SIZE];
    private final SynchronousQueue<byte[]> answers = new SynchronousQueue<>();
    private End one;
    private End other;
    private ServerSocket server;
    private Socket socket;
    private DataInputStream in;

    /** One end: a transport and what it runs on. */
    private static final class End implements NetworkListener, AutoCloseable {
        private final CountDownLatch connected = new CountDownLatch(1);
        private final BiConsumer<NodeId, byte[]> heard;
        private final SystemRuntime runtime;
        private final NettyNetwork network;

        End(int number, List<InetSocketAddress> others, BiConsumer<NodeId, byte[]> heard) {
            this.heard = heard;
            runtime = new SystemRuntime("end-" + number, (thread, thrown) -> thrown.printStackTrace(System.err));
            network = NettyTransport.listen("127.0.0.1", 0)
                    .bootstrap(others)
                    .open(new NetworkContext(Hash.ZERO, 1, key(number), node -> true, runtime), this);
        }

        private static PrivateKey key(int number) {
            byte[] seed = new byte[32];
            seed[0] = (byte) number;
            return PrivateKey.fromSeed(seed);
        }

        static NodeId id(int number) {
            return new NodeId(key(number).publicKey());
        }

        InetSocketAddress address() {
            String address = network.listenAddress();
            int colon = address.lastIndexOf(':');
            return new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(colon + 1)));
        }

        void send(NodeId to, byte[] payload) {
            network.send(to, MessageKind.CONSENSUS, payload);
        }

        @Override
        public void onConnected(NodeId peer) {
            connected.countDown();
        }

        @Override
        public void onDisconnected(NodeId peer, String reason) {
            // at the end of the measurement
        }

        @Override
        public void onMessage(NodeId from, MessageKind kind, byte[] payload) {
            heard.accept(from, payload);
        }

        @Override
        public boolean wants(Topic topic, Hash id) {
            return false;
        }

        @Override
        public void onGossip(NodeId from, Topic topic, Hash claimedId, byte[] payload) {
            throw new IllegalStateException("nothing is offered");
        }

        @Override
        public void close() {
            network.close();
            runtime.close();
        }
    }

    /** Connects. */
    @Setup
    public void connect() throws IOException, InterruptedException {
        other = new End(2, List.of(), (from, payload) -> other.send(from, payload));
        one = new End(1, List.of(other.address()), (from, payload) -> hand(payload));
        one.connected.await();
        other.connected.await();
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread echo = new Thread(this::echo, "echo");
        echo.setDaemon(true);
        echo.start();
        socket = new Socket(server.getInetAddress(), server.getLocalPort());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    private void hand(byte[] payload) {
        try {
            answers.put(payload);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void echo() {
        try (Socket accepted = server.accept()) {
            accepted.setTcpNoDelay(true);
            DataInputStream from = new DataInputStream(accepted.getInputStream());
            byte[] buffer = new byte[SIZE];
            while (!server.isClosed()) {
                from.readFully(buffer);
                accepted.getOutputStream().write(buffer);
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** Over a bare socket. */
    @Benchmark
    public byte[] rawLoopback() throws IOException {
        socket.getOutputStream().write(message);
        in.readFully(back);
        return back;
    }

    /** Over the transport. */
    @Benchmark
    public byte[] message() throws InterruptedException {
        one.send(End.id(2), message);
        return answers.take();
    }

    /** Closes all. */
    @TearDown
    public void close() throws IOException {
        server.close();
        socket.close();
        one.close();
        other.close();
    }
}

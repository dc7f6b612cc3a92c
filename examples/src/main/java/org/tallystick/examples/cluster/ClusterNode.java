package org.tallystick.examples.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.GenesisFile;
import org.tallystick.api.Ledger;
import org.tallystick.crypto.Identity;
import org.tallystick.model.Genesis;
import org.tallystick.p2p.NettyTransport;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/**
 * One node of the cluster, in a process of its own. Its standard input begins with a line that holds the passphrase of its
 * keys, and when the input ends, so does the node: nodes never outlive their coordinator. Once the node is open it prints
 * one line with the port of its control server.
 */
public final class ClusterNode {
    /** What stands before the port of the control server, on standard output. */
    static final String READY = "control port ";

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

    private ClusterNode() {}

    /** Runs a node until its standard input ends; exits with 0 then, and with 1 when it cannot be opened. */
    public static void main(String[] words) {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        // A terminal sends Ctrl-C to all processes in front, so a node can be asked to end before its input does.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            awaitQuietly(stopped);
        }));
        int code = 0;
        try {
            run(NodeArguments.parse(words), stop);
        } catch (Exception e) {
            LOG.error("the node cannot run", e);
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            code = 1;
        } finally {
            stopped.countDown();
        }
        System.exit(code);
    }

    private static void run(NodeArguments arguments, CountDownLatch stop) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String passphrase = input.readLine();
        if (passphrase == null) {
            throw new IOException("no passphrase on standard input");
        }
        ExecutorService workers = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "node-worker");
            thread.setDaemon(true);
            return thread;
        });
        try (Ledger ledger = open(arguments, passphrase.toCharArray())) {
            ControlHandler handler = new ControlHandler(ledger, workers, arguments.directory());
            try (ControlServer control = new ControlServer(handler);
                    NodeHttp http = new NodeHttp(ledger, handler, workers, arguments.httpPort())) {
                control.start();
                PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
                out.println(READY + control.port());
                http.start();
                watch(input, stop);
                stop.await();
            }
        } finally {
            workers.shutdown();
        }
    }

    private static Ledger open(NodeArguments arguments, char[] passphrase) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        List<InetSocketAddress> peers = arguments.peerPorts().stream()
                .map(port -> new InetSocketAddress(loopback, port))
                .toList();
        Genesis genesis = GenesisFile.load(arguments.genesis());
        return Ledger.builder()
                .genesis(genesis)
                .identity(Identity.openOrCreate(arguments.keyFile(), passphrase))
                .storage(RocksDbStorage.at(arguments.store()))
                .transport(NettyTransport.listen(new InetSocketAddress(loopback, arguments.p2pPort()))
                        .bootstrap(peers))
                .engine(ClusterEngine.named(genesis.engine()).create())
                .signatures(arguments.crypto())
                .open();
    }

    private static void watch(BufferedReader input, CountDownLatch stop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (input.readLine() != null) {
                            LOG.debug("a line on standard input, ignored");
                        }
                    } catch (IOException e) {
                        LOG.warn("standard input failed, so the node ends", e);
                    }
                    stop.countDown();
                },
                "coordinator-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.runtime.SystemRuntime;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.testkit.net.RecordingListener;
import org.tallystick.testkit.net.TestNode;

/** Starts nodes and raw peers, and closes them. */
abstract class TransportTestBase {
    static final Hash CHAIN = Hash.fromHex("c4".repeat(32));

    private final List<AutoCloseable> toClose = new ArrayList<>();

    static PrivateKey key(int number) {
        byte[] seed = new byte[PrivateKey.SEED_SIZE];
        Arrays.fill(seed, (byte) number);
        return PrivateKey.fromSeed(seed);
    }

    static NodeId idOf(int number) {
        return new NodeId(key(number).publicKey());
    }

    static Hash item(int number) {
        return Hash.of(ByteBuffer.allocate(Hash.SIZE).putInt(0, number).array());
    }

    static NettyTransport transport(TestNode... connectTo) {
        return NettyTransport.listen("127.0.0.1", 0)
                .timings(NettyTransportTest.FAST)
                .bootstrap(NettyTransportTest.addresses(List.of(connectTo)));
    }

    static NettyTransport timed(UnaryOperator<TransportTimings> change, TestNode... connectTo) {
        return transport(connectTo).timings(change.apply(NettyTransportTest.FAST));
    }

    TestNode start(int number, NettyTransport transport) {
        return start(number, CHAIN, 1, id -> true, transport);
    }

    TestNode start(int number, Hash chain, int version, Predicate<NodeId> admission, NettyTransport transport) {
        SystemRuntime runtime = new SystemRuntime("node" + number, (thread, e) -> {});
        NetworkContext context = new NetworkContext(chain, version, key(number), admission, runtime);
        RecordingListener listener = new RecordingListener();
        try {
            TestNode node = new TestNode(context, transport.open(context, listener), listener);
            toClose.add(node);
            return node;
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    /** A raw peer whose connection is up. */
    RawPeer peerOf(TestNode node, int number) throws Exception {
        boolean weDecide = idOf(number).compareTo(node.id()) < 0;
        RawPeer peer = connect(node, number).bringUp(CHAIN, weDecide);
        await("peer " + number + " is up", () -> node.listener().up().contains(idOf(number)));
        return peer;
    }

    /** A raw peer that has proven its key. */
    RawPeer connect(TestNode node, int number) throws Exception {
        return closing(RawPeer.connect(addressOf(node), key(number)));
    }

    <T extends AutoCloseable> T closing(T resource) {
        toClose.add(0, resource);
        return resource;
    }

    static InetSocketAddress addressOf(TestNode node) {
        return NettyTransportTest.addressOf(node);
    }

    static List<Refusal> refusals(TestNode node) {
        return ((NettyNetwork) node.network()).refusals();
    }

    static boolean refused(TestNode node, boolean byUs, GoodbyeCode code) {
        return refusals(node).stream().anyMatch(r -> r.byUs() == byUs && r.code() == code);
    }

    static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(2))
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(20))
                .until(condition);
    }

    static void awaitConnected(TestNode one, TestNode other) {
        await("both know each other", () -> one.knows(other) && other.knows(one));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
        for (AutoCloseable resource : toClose) {
            if (resource instanceof TestNode node) {
                assertThat(node.listener().faults()).isEmpty();
            }
        }
    }
}

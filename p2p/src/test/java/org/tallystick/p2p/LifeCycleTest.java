package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.model.NodeId;
import org.tallystick.spi.runtime.SystemRuntime;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.Topic;
import org.tallystick.spi.transport.TransportException;
import org.tallystick.testkit.net.RecordingListener;
import org.tallystick.testkit.net.TestNode;

/** A transport takes nothing from its host that it does not give back. */
@Timeout(60)
class LifeCycleTest extends TransportTestBase {
    @Test
    void aPortInUseIsNamedAndNothingIsLeftBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> start(1, NettyTransport.listen("127.0.0.1", port)))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("in use");
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void anAddressOfAnotherMachineIsNamedAndNothingIsLeftBehind() {
        assertThatThrownBy(() -> start(1, NettyTransport.listen("192.0.2.1", 4000)))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("192.0.2.1:4000");
        assertThatThrownBy(() -> start(1, NettyTransport.listen("no-such-host.invalid", 4000)))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("no-such-host.invalid:4000");
        assertThat(threads()).isEmpty();
    }

    @Test
    void nothingHappensBeforeOpen() {
        NettyTransport.listen("127.0.0.1", 1)
                .bootstrap(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2)));
        assertThat(threads()).isEmpty();
    }

    @Test
    void closingFromTheListenerIsRefusedInsteadOfWaitingForEver() {
        AtomicReference<NettyNetwork> network = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        SystemRuntime runtime = closing(new SystemRuntime("closer", (thread, e) -> {}));
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onConnected(NodeId peer) {
                super.onConnected(peer);
                try {
                    network.get().close();
                } catch (IllegalStateException e) {
                    thrown.set(e);
                }
            }
        };
        network.set(closing(transport().open(new NetworkContext(CHAIN, 1, key(1), id -> true, runtime), listener)));
        start(
                2,
                transport()
                        .bootstrap(List.of(new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                Integer.parseInt(network.get().listenAddress().split(":")[1])))));
        await("the refusal", () -> thrown.get() != null);
        assertThat(thrown.get()).hasMessageContaining("listener");
    }

    @Test
    void aListenerThatThrowsDoesNotStopTheTransport() {
        SystemRuntime runtime = closing(new SystemRuntime("thrower", (thread, e) -> {}));
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onMessage(NodeId from, MessageKind kind, byte[] payload) {
                super.onMessage(from, kind, payload);
                throw new IllegalStateException("on purpose");
            }
        };
        TestNode thrower = closing(new TestNode(
                new NetworkContext(CHAIN, 1, key(1), id -> true, runtime),
                transport().open(new NetworkContext(CHAIN, 1, key(1), id -> true, runtime), listener),
                listener));
        TestNode other = start(2, transport(thrower));
        awaitConnected(thrower, other);
        other.network().send(thrower.id(), MessageKind.STATUS, new byte[] {1});
        other.network().send(thrower.id(), MessageKind.STATUS, new byte[] {2});
        await("both messages", () -> thrower.numbers().equals(List.of(1, 2)));
    }

    /** Such as a stack or a heap that is used up: the node must not live on without a part of what it was doing. */
    @Test
    void anErrorOfTheListenerReachesTheNode() {
        Queue<Throwable> heard = new ConcurrentLinkedQueue<>();
        SystemRuntime runtime = closing(new SystemRuntime("erring", (thread, e) -> heard.add(e)));
        Error error = new StackOverflowError("on purpose");
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onMessage(NodeId from, MessageKind kind, byte[] payload) {
                throw error;
            }
        };
        NetworkContext context = new NetworkContext(CHAIN, 1, key(1), id -> true, runtime);
        TestNode erring = closing(new TestNode(context, transport().open(context, listener), listener));
        TestNode other = start(2, transport(erring));
        awaitConnected(erring, other);
        other.network().send(erring.id(), MessageKind.STATUS, new byte[] {1});
        await("the error", () -> heard.contains(error));
    }

    @Test
    void anErrorInWhatIsToBeSentReachesTheNodeAndHoldsUpNothingElse() {
        Queue<Throwable> heard = new ConcurrentLinkedQueue<>();
        Queue<Integer> done = new ConcurrentLinkedQueue<>();
        SystemRuntime runtime = closing(new SystemRuntime("erring", (thread, e) -> heard.add(e)));
        IoThread io = new IoThread("erring-io", runtime, true);
        Error error = new StackOverflowError("on purpose");
        Inbox inbox = new Inbox(io, 1_000);
        inbox.offer(1, () -> {
            throw error;
        });
        inbox.offer(1, () -> done.add(1));
        await("the error", () -> heard.contains(error));
        inbox.offer(1, () -> done.add(2));
        await("the rest", () -> List.copyOf(done).equals(List.of(1, 2)));
        io.stop();
        io.join();
    }

    @Test
    void openingAndClosingFiftyTimesLeavesNoThreadNoPortAndNoMemory() {
        Queue<String> leaks = new ConcurrentLinkedQueue<>();
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((resource, records) -> leaks.add(resource + " " + records));
        try {
            cycle(10);
            long directBefore = directMemory();
            cycle(40);
            assertThat(directMemory()).isLessThanOrEqualTo(directBefore + (8 << 20));
            System.gc(); // so that what was forgotten is found
            cycle(1);
            assertThat(leaks).isEmpty();
            assertThat(threads()).isEmpty();
        } finally {
            ByteBufUtil.setLeakListener(null);
            ResourceLeakDetector.setLevel(before);
        }
    }

    @Test
    void theSecondKindOfSocketsWorksAsWell() {
        TestNode one = start(1, transport().withoutNative());
        TestNode two = start(2, transport(one).withoutNative());
        awaitConnected(one, two);
        one.network().send(two.id(), MessageKind.CONSENSUS, new byte[3_000_000]);
        await("the message", () -> two.listener().messages().size() == 1);
    }

    @Test
    void limitsAndTimingsThatMakeNoSenseAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransportLimits.DEFAULT.withMaxPeers(0))
                .withMessageContaining("maxPeers is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransportTimings.DEFAULT.withBan(Duration.ZERO))
                .withMessageContaining("ban");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransportTimings.DEFAULT.withKeepAlive(Duration.ofSeconds(5), Duration.ofSeconds(5)))
                .withMessageContaining("silence");
    }

    private void cycle(int times) {
        InetSocketAddress address = null;
        for (int i = 0; i < times; i++) {
            try (TestNode one = start(1, address == null ? transport() : NettyTransport.listen(address));
                    TestNode two = start(2, transport(one))) {
                address = addressOf(one); // the same each time, so it must have become free
                awaitConnected(one, two);
                one.network().send(two.id(), MessageKind.CONSENSUS, new byte[100_000]);
                two.network().publish(Topic.TRANSACTIONS, item(i), new byte[300]);
                await(
                        "both",
                        () -> two.listener().messages().size() == 1
                                && one.listener().gossip().size() == 1);
                one.network().send(two.id(), MessageKind.SYNC_RESPONSE, new byte[5_000_000]); // may be cut off
            }
        }
    }

    private static long directMemory() {
        return PlatformDependent.usedDirectMemory(); // of Netty in the whole process; its pool grows to some megabytes
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name ->
                        name.startsWith("tallystick-p2p") || name.contains("globalEvent") || name.startsWith("node"))
                .toList();
    }
}

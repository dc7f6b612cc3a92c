package org.tallystick.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.runtime.SystemRuntime;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.Topic;
import org.tallystick.spi.transport.Transport;

/**
 * What every transport promises. A plug-in extends this class and says how to make one; a simulated one says besides how
 * its time passes, in {@link #await}.
 */
public abstract class AbstractTransportContractTest {
    /** The chain of the nodes, unless a test says otherwise. */
    protected static final Hash CHAIN = Hash.fromHex("c4".repeat(32));

    private final List<TestNode> nodes = new ArrayList<>();

    /** A transport for a new node that connects to the given ones; they may be closed already. */
    protected abstract Transport transport(List<TestNode> connectTo);

    /** Another transport on the address of a node that is closed, which connects to the given ones. */
    protected abstract Transport sameAddress(TestNode closed, List<TestNode> connectTo);

    /** The runtime of a new node. */
    protected NodeRuntime runtime(String name) {
        return new SystemRuntime(name, (thread, e) -> {});
    }

    /** Waits until something holds; fails when it takes too long. */
    protected void await(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(2))
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(20))
                .until(condition::getAsBoolean);
    }

    /** A node key by number. */
    protected static PrivateKey key(int number) {
        byte[] seed = new byte[PrivateKey.SEED_SIZE];
        Arrays.fill(seed, (byte) number);
        return PrivateKey.fromSeed(seed);
    }

    /** The id that belongs to {@link #key}. */
    protected static NodeId idOf(int number) {
        return new NodeId(key(number).publicKey());
    }

    /** An id of an item by number. */
    protected static Hash item(int number) {
        return Hash.of(ByteBuffer.allocate(Hash.SIZE).putInt(0, number).array());
    }

    /** Starts a node. */
    protected final TestNode start(
            int number, Hash chain, int version, Predicate<NodeId> admission, Transport transport) {
        NetworkContext context = new NetworkContext(chain, version, key(number), admission, runtime("node" + number));
        RecordingListener listener = new RecordingListener();
        TestNode node;
        try {
            node = new TestNode(context, transport.open(context, listener), listener);
        } catch (RuntimeException e) {
            context.runtime().close();
            throw e;
        }
        nodes.add(node);
        return node;
    }

    /** Starts a node that admits all. */
    protected final TestNode start(int number, TestNode... connectTo) {
        return start(number, CHAIN, 1, id -> true, transport(List.of(connectTo)));
    }

    /** Starts nodes that connect to all before them, and waits until each knows all others. */
    protected final List<TestNode> mesh(int count) {
        List<TestNode> mesh = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            mesh.add(start(i, mesh.toArray(TestNode[]::new)));
        }
        mesh.forEach(one -> mesh.forEach(other -> awaitConnected(one, other)));
        return mesh;
    }

    /** Starts nodes each of which admits only its two neighbours. */
    protected final List<TestNode> line(int count) {
        List<TestNode> line = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            int number = i;
            Predicate<NodeId> neighbour = id -> id.equals(idOf(number - 1)) || id.equals(idOf(number + 1));
            List<TestNode> before = i == 1 ? List.of() : List.of(line.get(i - 2));
            line.add(start(i, CHAIN, 1, neighbour, transport(before)));
        }
        for (int i = 1; i < count; i++) {
            awaitConnected(line.get(i - 1), line.get(i));
        }
        return line;
    }

    /** Waits until two nodes know each other. */
    protected final void awaitConnected(TestNode one, TestNode other) {
        if (!one.equals(other)) {
            await(one.id().shortHex() + " knows " + other.id().shortHex(), () -> one.knows(other) && other.knows(one));
        }
    }

    @AfterEach
    void closeAllAndFindNoFault() {
        nodes.forEach(TestNode::close);
        nodes.forEach(node -> assertThat(node.listener().faults()).isEmpty());
        nodes.forEach(
                node -> assertThat(node.listener().up()).as("told of the end").isEmpty());
    }

    @Test
    void twoNodesLearnEachOthersProvenIds() {
        TestNode one = start(1);
        TestNode two = start(2, one);
        awaitConnected(one, two);
        assertThat(one.listener().connected()).containsExactly(two.id());
        assertThat(two.listener().connected()).containsExactly(one.id());
        assertThat(one.peer(two).orElseThrow().inbound()).isTrue();
        assertThat(two.peer(one).orElseThrow().inbound()).isFalse();
    }

    @Test
    void messagesOfEachKindArriveInOrderFromTheNodeThatSentThem() {
        List<TestNode> two = mesh(2);
        for (int i = 0; i < 100; i++) {
            for (MessageKind kind : MessageKind.values()) {
                assertThat(two.get(0).network().send(two.get(1).id(), kind, new byte[] {(byte) i}))
                        .isTrue();
            }
        }
        RecordingListener listener = two.get(1).listener();
        await("all messages", () -> listener.messages().size() == 100 * MessageKind.values().length);
        for (MessageKind kind : MessageKind.values()) {
            assertThat(listener.messages().stream()
                            .filter(m -> m.kind() == kind)
                            .map(m -> (int) m.payload()[0]))
                    .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        }
        assertThat(listener.messages())
                .allSatisfy(m -> assertThat(m.from()).isEqualTo(two.get(0).id()));
    }

    @Test
    void anEmptyMessageAndOneOfTheLargestSizeArriveWhole() {
        List<TestNode> two = mesh(2);
        for (MessageKind kind : List.of(MessageKind.STATUS, MessageKind.CONSENSUS)) {
            byte[] large = new byte[kind.maxBytes()];
            for (int i = 0; i < large.length; i++) {
                large[i] = (byte) ((i * 31) >> 7);
            }
            two.get(0).network().send(two.get(1).id(), kind, new byte[0]);
            two.get(0).network().send(two.get(1).id(), kind, large);
            await("both of " + kind, () -> received(two.get(1), kind).size() == 2);
            assertThat(received(two.get(1), kind).get(0)).isEmpty();
            assertThat(Arrays.equals(received(two.get(1), kind).get(1), large)).isTrue();
        }
    }

    @Test
    void aPayloadAboveItsCapIsRefusedAtTheSender() {
        TestNode one = start(1);
        for (MessageKind kind : MessageKind.values()) {
            assertThatThrownBy(() -> one.network().send(idOf(2), kind, new byte[kind.maxBytes() + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(kind.name());
        }
        for (Topic topic : Topic.values()) {
            byte[] payload = new byte[topic.maxBytes() + 1];
            assertThatThrownBy(() -> one.network().publish(topic, item(1), payload))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(topic.name());
            assertThatThrownBy(() -> one.network().push(List.of(), topic, item(1), payload))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aMessageToANodeThatNobodyKnowsIsNotQueuedOrVanishes() {
        TestNode alone = start(1);
        assertThat(alone.network().send(idOf(9), MessageKind.CONSENSUS, new byte[1]))
                .isFalse();
        assertThat(alone.network().send(idOf(9), MessageKind.STATUS, new byte[1]))
                .isFalse();
        assertThat(alone.network().send(alone.id(), MessageKind.CONSENSUS, new byte[1]))
                .isFalse();
    }

    @Test
    void gossipReachesEveryNodeOfALineOnce() {
        List<TestNode> line = line(4);
        for (int i = 0; i < 50; i++) {
            line.get(0).network().publish(Topic.TRANSACTIONS, item(i), new byte[] {(byte) i});
        }
        for (int at = 1; at < 4; at++) {
            TestNode node = line.get(at);
            await("gossip at node " + at, () -> node.listener().gossip().size() >= 50);
            node.listener().gossip().forEach(r -> node.network().publish(r.topic(), r.id(), r.payload()));
        }
        for (int at = 1; at < 4; at++) {
            assertThat(line.get(at).listener().gossip().stream().map(RecordingListener.Received::id))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50)
                            .mapToObj(AbstractTransportContractTest::item)
                            .toList());
        }
        assertThat(line.get(0).listener().gossip()).isEmpty();
    }

    @Test
    void anItemThatTheListenerDoesNotWantIsNotDelivered() {
        List<TestNode> two = mesh(2);
        two.get(1).listener().wanting((topic, id) -> !id.equals(item(1)));
        two.get(0).network().publish(Topic.TRANSACTIONS, item(1), new byte[] {1});
        two.get(0).network().publish(Topic.BLOCKS, item(2), new byte[] {2});
        await("the wanted item", () -> two.get(1).listener().gossip().size() == 1);
        assertThat(two.get(1).listener().asked()).contains(item(1), item(2));
        assertThat(two.get(1).listener().gossip().get(0).topic()).isEqualTo(Topic.BLOCKS);
    }

    @Test
    void anItemPublishedTwiceIsDeliveredOnce() {
        List<TestNode> two = mesh(2);
        two.get(0).network().publish(Topic.TRANSACTIONS, item(1), new byte[] {1});
        two.get(0).network().publish(Topic.TRANSACTIONS, item(1), new byte[] {1});
        two.get(0).network().publish(Topic.TRANSACTIONS, item(2), new byte[] {2});
        await("both items", () -> two.get(1).listener().gossip().size() >= 2);
        assertThat(two.get(1).listener().gossip()).hasSize(2);
    }

    @Test
    void aPushedItemArrivesWithoutBeingAskedForAndOnlyWhereItWasPushed() {
        List<TestNode> three = mesh(3);
        three.get(1).listener().wanting((topic, id) -> false);
        three.get(0).network().push(List.of(three.get(1).id(), idOf(9)), Topic.TRANSACTIONS, item(1), new byte[] {7});
        await("the pushed item", () -> three.get(1).listener().gossip().size() == 1);
        assertThat(three.get(1).listener().gossip().get(0).payload()).containsExactly(7);
        assertThat(three.get(2).listener().gossip()).isEmpty();
    }

    @Test
    void aNodeOfAnotherChainNeverConnects() {
        TestNode one = start(1);
        TestNode stranger = start(2, Hash.fromHex("dd".repeat(32)), 1, id -> true, transport(List.of(one)));
        TestNode friend = start(3, one);
        awaitConnected(one, friend);
        assertThat(one.listener().connected()).containsExactly(friend.id());
        assertThat(stranger.listener().connected()).isEmpty();
    }

    @Test
    void aNodeThatIsNotAdmittedNeverConnects() {
        TestNode one = start(1, CHAIN, 1, id -> !id.equals(idOf(2)), transport(List.of()));
        TestNode stranger = start(2, one);
        TestNode friend = start(3, one);
        awaitConnected(one, friend);
        assertThat(one.listener().connected()).containsExactly(friend.id());
        assertThat(stranger.listener().connected()).doesNotContain(one.id());
    }

    @Test
    void aClosedNodeIsMissedAndFoundAgainWhenItComesBack() {
        List<TestNode> three = mesh(3);
        TestNode gone = three.get(0);
        gone.close();
        await(
                "the others miss it",
                () -> !three.get(1).knows(gone) && !three.get(2).knows(gone));
        TestNode back = start(1, CHAIN, 1, id -> true, sameAddress(gone, List.of()));
        awaitConnected(back, three.get(1));
        awaitConnected(back, three.get(2));
        three.get(1).network().send(back.id(), MessageKind.CONSENSUS, new byte[] {5});
        await("a message to it", () -> back.numbers().equals(List.of(5)));
    }

    @Test
    void aPeerThatIsPenalizedOftenEnoughIsCutOff() {
        List<TestNode> two = mesh(2);
        for (int i = 0; i < 50; i++) {
            two.get(0).network().penalize(two.get(1).id(), "nonsense");
        }
        await("the end", () -> !two.get(0).listener().disconnected().isEmpty());
        await(
                "the other side hears of it",
                () -> !two.get(1).listener().disconnected().isEmpty());
    }

    @Test
    void afterCloseNothingIsSentNothingIsHeardAndClosingAgainDoesNothing() {
        List<TestNode> two = mesh(2);
        Network network = two.get(0).network();
        network.close();
        int heard = two.get(0).listener().messages().size();
        assertThat(two.get(0).listener().disconnected()).hasSize(1);
        assertThat(network.peers()).isEmpty();
        assertThat(network.send(two.get(1).id(), MessageKind.CONSENSUS, new byte[1]))
                .isFalse();
        network.publish(Topic.TRANSACTIONS, item(1), new byte[1]);
        network.push(List.of(two.get(1).id()), Topic.TRANSACTIONS, item(1), new byte[1]);
        network.penalize(two.get(1).id(), "too late");
        network.close();
        assertThat(two.get(0).listener().messages()).hasSize(heard);
    }

    private static List<byte[]> received(TestNode node, MessageKind kind) {
        return node.listener().messages().stream()
                .filter(m -> m.kind() == kind)
                .map(RecordingListener.Received::payload)
                .toList();
    }
}

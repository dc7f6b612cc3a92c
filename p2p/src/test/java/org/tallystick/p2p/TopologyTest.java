package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.model.NodeId;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.testkit.net.RecordingListener;
import org.tallystick.testkit.net.TestNode;

/** How nodes find each other, settle on one connection, and reach those that they are not connected with. */
@Timeout(60)
class TopologyTest extends TransportTestBase {
    @Test
    void nodesThatDialEachOtherAtOnceSettleOnOneConnectionEach() {
        List<InetSocketAddress> all = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            TestNode node = start(i, transport());
            all.add(addressOf(node));
            node.close();
        }
        List<TestNode> nodes = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            nodes.add(start(
                    i,
                    NettyTransport.listen(all.get(i - 1))
                            .timings(NettyTransportTest.FAST)
                            .bootstrap(all)));
        }
        for (TestNode one : nodes) {
            for (TestNode other : nodes) {
                if (!one.equals(other)) {
                    awaitConnected(one, other);
                }
            }
        }
        for (TestNode node : nodes) {
            // A connection may have been replaced while they were starting, but none is missing and none is double.
            assertThat(node.network().peers()).hasSize(3);
            assertThat(node.listener().up()).hasSize(3).doesNotHaveDuplicates();
            assertThat(refusals(node)).isEmpty();
        }
    }

    @Test
    void nodesLearnOfEachOtherThroughACommonPeer() {
        TestNode hub = start(1, transport());
        TestNode two = start(2, transport(hub));
        TestNode three = start(3, transport(hub));
        awaitConnected(two, three);
        TestNode four = start(4, transport(three));
        awaitConnected(four, hub);
        awaitConnected(four, two);
    }

    @Test
    void peersAreToldTheAddressThatANodeAnnounces() throws Exception {
        TestNode hub = start(1, transport());
        RawPeer listening = peerOf(hub, 2);
        start(3, transport(hub).announce("127.0.0.9", 4_711));
        Wire.Peers told = Wire.Peers.parseFrom(listening.expect(FrameType.PEERS).body());
        assertThat(told.getAddressesList())
                .extracting(Wire.Address::getHost, Wire.Address::getPort)
                .containsExactly(tuple("127.0.0.9", 4_711));
    }

    @ParameterizedTest
    @CsvSource({"node.example.org, 30303", "0.0.0.0, 30303", "::, 30303", "224.0.0.1, 30303", "192.0.2.1, 0", "'', 1"})
    void whatNobodyCanDialIsNotAnnounced(String ip, int port) {
        NettyTransport transport = transport();
        assertThatThrownBy(() -> transport.announce(ip, port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(ip);
    }

    @Test
    void aSecondConnectionOfTheSameProcessIsADuplicate() throws Exception {
        TestNode node = start(smallest(), transport());
        RawPeer old = peerOf(node, largest());
        RawPeer second = connect(node, largest());
        second.send(FrameType.HELLO, RawPeer.hello(CHAIN).build());
        assertThat(second.readGoodbye()).isEqualTo(GoodbyeCode.DUPLICATE);
        old.send(Frames.direct(MessageKind.STATUS, new byte[] {4}));
        await("the first still being heard", () -> node.numbers().equals(List.of(4)));
    }

    @Test
    void aConnectionOfARestartedProcessReplacesTheOldOne() throws Exception {
        TestNode node = start(smallest(), transport());
        RawPeer old = peerOf(node, largest());
        RawPeer second = connect(node, largest());
        second.send(FrameType.HELLO, RawPeer.hello(CHAIN).setInstance(43).build());
        second.expect(FrameType.READY);
        assertThat(old.readGoodbye()).isEqualTo(GoodbyeCode.REPLACED);
        await("both heard of", () -> node.listener().connected().size() == 2);
        assertThat(node.listener().disconnected()).hasSize(1);
    }

    @Test
    void theNodeWithTheLargerIdFollowsTheDecisionOfTheOther() throws Exception {
        TestNode node = start(largest(), transport());
        RawPeer old = peerOf(node, smallest());
        peerOf(node, smallest());
        assertThat(old.readGoodbye()).isEqualTo(GoodbyeCode.REPLACED);
        await("both heard of", () -> node.listener().connected().size() == 2);
    }

    @Test
    void consensusMessagesReachANodeThatIsNotConnectedThroughACommonPeer() {
        TestNode[] line = line();
        assertThat(line[0].network().send(line[2].id(), MessageKind.CONSENSUS, new byte[] {9}))
                .isTrue();
        await("the relayed message", () -> line[2].numbers().equals(List.of(9)));
        RecordingListener.Received received = line[2].listener().messages().get(0);
        assertThat(received.relayed()).isTrue();
        assertThat(received.from()).isEqualTo(line[1].id());
        assertThat(line[0].network().send(line[2].id(), MessageKind.STATUS, new byte[] {9}))
                .isFalse();
        assertThat(line[0].network().send(line[2].id(), MessageKind.SYNC_REQUEST, new byte[] {9}))
                .isFalse();
    }

    @Test
    void aRelayGoesOneHopOnly() {
        TestNode[] line = line();
        line[0].network().send(idOf(77), MessageKind.CONSENSUS, new byte[] {9});
        line[0].network().send(line[2].id(), MessageKind.CONSENSUS, new byte[] {8});
        await("the second message", () -> line[2].numbers().contains(8));
        assertThat(line[1].listener().messages()).isEmpty();
        assertThat(line[2].numbers()).containsExactly(8);
    }

    @Test
    void relaysForOnePeerAreLimited() throws Exception {
        TestNode relay = start(1, transport());
        RawPeer eager = peerOf(relay, 2);
        RawPeer target = peerOf(relay, 3);
        for (int i = 0; i < 2_000; i++) {
            eager.send(Frames.relay(idOf(3), new byte[10]));
        }
        eager.send(Frames.direct(MessageKind.STATUS, new byte[] {1}));
        await("all looked at", () -> relay.numbers().contains(1));
        relay.network().send(idOf(3), MessageKind.CONSENSUS, new byte[] {1});
        int relayed = 0;
        while (target.expectAny(FrameType.RELAYED, FrameType.CONSENSUS).type() == FrameType.RELAYED) {
            relayed++;
        }
        assertThat(relayed).isBetween(400, 1_500);
    }

    @Test
    void aRelayThatCannotReachTheTargetIsNotTriedAgainForAWhile() throws Exception {
        TestNode node = start(1, transport());
        RawPeer deadEnd = peerOf(node, 2);
        assertThat(node.network().send(idOf(9), MessageKind.CONSENSUS, new byte[] {1}))
                .isTrue();
        deadEnd.expect(FrameType.RELAY);
        deadEnd.send(Frames.unreachable(idOf(9)));
        deadEnd.send(Frames.direct(MessageKind.STATUS, new byte[] {1}));
        await("the answer", () -> node.numbers().contains(1));
        node.network().send(idOf(9), MessageKind.CONSENSUS, new byte[] {2});
        node.network().send(idOf(2), MessageKind.CONSENSUS, new byte[] {3});
        assertThat(deadEnd.read().type()).isEqualTo(FrameType.CONSENSUS);
    }

    @Test
    void addressesThatMustNotBeDialledAreIgnored() throws Exception {
        TestNode node = start(1, transport());
        RawPeer peer = peerOf(node, 2);
        TestNode real = start(3, transport());
        peer.send(
                FrameType.PEERS,
                Wire.Peers.newBuilder()
                        .addAddresses(address("localhost", addressOf(real).getPort()))
                        .addAddresses(address("0.0.0.0", addressOf(real).getPort()))
                        .addAddresses(address("224.0.0.1", 80))
                        .addAddresses(address("127.0.0.1", 70_000))
                        .addAddresses(address("", 1))
                        .build());
        peer.send(Frames.direct(MessageKind.STATUS, new byte[] {1}));
        await("all looked at", () -> node.numbers().contains(1));
        assertThat(real.listener().connected()).isEmpty();
        peer.send(
                FrameType.PEERS,
                Wire.Peers.newBuilder()
                        .addAddresses(address("127.0.0.1", addressOf(real).getPort()))
                        .build());
        awaitConnected(node, real);
    }

    @Test
    void aNodeComesBackToPeersThatKilledItsConnectionWithinMoments() throws Exception {
        TestNode one = start(1, transport());
        TestNode two = start(
                2, timed(t -> t.withRetry(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofSeconds(1)), one));
        awaitConnected(one, two);
        InetSocketAddress address = addressOf(one);
        one.close();
        await("the end", () -> two.listener().disconnected().size() == 1);
        assertThat(two.listener().disconnected().get(0).reason()).contains("SHUTTING_DOWN");
        TestNode back = start(1, NettyTransport.listen(address).timings(NettyTransportTest.FAST));
        awaitConnected(back, two);
        assertThat(two.network().peers().iterator().next().inbound()).isFalse();
    }

    /** Three nodes of which the outer two do not admit each other. */
    private TestNode[] line() {
        Predicate<NodeId> middle = id -> id.equals(idOf(2));
        TestNode one = start(1, CHAIN, 1, middle, transport());
        TestNode two = start(2, transport(one));
        TestNode three = start(3, CHAIN, 1, middle, transport(two));
        awaitConnected(one, two);
        awaitConnected(two, three);
        return new TestNode[] {one, two, three};
    }

    private static Wire.Address address(String host, int port) {
        return Wire.Address.newBuilder()
                .setHostBytes(ByteString.copyFromUtf8(host))
                .setPort(port)
                .build();
    }

    private static int smallest() {
        return idOf(1).compareTo(idOf(2)) < 0 ? 1 : 2;
    }

    private static int largest() {
        return 3 - smallest();
    }
}

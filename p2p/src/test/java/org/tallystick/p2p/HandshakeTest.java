package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.model.Hash;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.testkit.net.TestNode;

/** Who is let in, and what those are told who are not. */
@Timeout(60)
class HandshakeTest extends TransportTestBase {
    private static final Hash OTHER_CHAIN = Hash.fromHex("0d".repeat(32));

    @Test
    void bothSidesLearnThatTheirChainsDiffer() {
        TestNode one = start(1, transport());
        TestNode two = start(2, OTHER_CHAIN, 1, id -> true, transport(one));
        await(
                "the reason on both sides",
                () -> knowsWhy(one, GoodbyeCode.WRONG_CHAIN) && knowsWhy(two, GoodbyeCode.WRONG_CHAIN));
        Refusal refusal = refusals(one).get(0);
        assertThat(refusal.text()).contains(CHAIN.toHex()).contains(OTHER_CHAIN.toHex());
        assertThat(refusal.peer()).isEqualTo(Optional.of(two.id()));
        assertThat(one.listener().connected()).isEmpty();
        assertThat(two.listener().connected()).isEmpty();
    }

    @Test
    void bothSidesLearnThatTheirVersionsDiffer() {
        TestNode one = start(1, transport());
        TestNode two = start(2, CHAIN, 7, id -> true, transport(one));
        await(
                "the reason on both sides",
                () -> knowsWhy(one, GoodbyeCode.WRONG_VERSION) && knowsWhy(two, GoodbyeCode.WRONG_VERSION));
        assertThat(refusals(one).get(0).text()).contains("version 1").contains("7");
    }

    @Test
    void aPeerWithOtherFramesIsToldSoBeforeAnythingElse() throws Exception {
        TestNode node = start(1, transport());
        RawPeer peer = connect(node, 2);
        peer.send(FrameType.HELLO, RawPeer.hello(OTHER_CHAIN).setWireVersion(99).build());
        assertThat(peer.readGoodbye()).isEqualTo(GoodbyeCode.WRONG_VERSION);
    }

    @Test
    void aNodeThatIsNotAdmittedIsToldSo() {
        TestNode one = start(1, CHAIN, 1, id -> false, transport());
        TestNode two = start(2, transport(one));
        await(
                "the reason on both sides",
                () -> refused(one, true, GoodbyeCode.NOT_ADMITTED) && refused(two, false, GoodbyeCode.NOT_ADMITTED));
        assertThat(refusals(two).get(0).text()).contains(two.id().toString());
    }

    @Test
    void aNodeThatIsNoLongerAdmittedIsSentAway() {
        boolean[] admitted = {true};
        TestNode one = start(
                1,
                CHAIN,
                1,
                id -> admitted[0],
                timed(t -> t.withKeepAlive(Duration.ofMillis(80), Duration.ofSeconds(9))));
        TestNode two = start(2, transport(one));
        awaitConnected(one, two);
        admitted[0] = false;
        await("the end", () -> refused(two, false, GoodbyeCode.NOT_ADMITTED));
        assertThat(one.listener().disconnected().get(0).reason()).contains("NOT_ADMITTED");
    }

    @Test
    void aNodeDoesNotConnectWithItself() throws Exception {
        TestNode one = start(1, transport());
        RawPeer itself = connect(one, 1);
        assertThat(itself.readGoodbye()).isEqualTo(GoodbyeCode.SELF);
        assertThat(one.listener().connected()).isEmpty();
    }

    @Test
    void aNodeThatIsGivenItsOwnAddressDialsItOnce() {
        TestNode first = start(1, transport());
        NettyTransport again = NettyTransport.listen(addressOf(first)).timings(NettyTransportTest.FAST);
        TestNode two = start(2, transport());
        first.close();
        TestNode one = start(1, again.bootstrap(NettyTransportTest.addresses(List.of(first, two))));
        awaitConnected(one, two);
        assertThat(one.network().peers()).hasSize(1);
        assertThat(one.listener().connected()).containsExactly(two.id());
    }

    @Test
    void aFullNodeSaysSo() {
        TestNode one = start(1, transport().limits(TransportLimits.DEFAULT.withMaxPeers(1)));
        TestNode two = start(2, transport(one));
        awaitConnected(one, two);
        TestNode three = start(3, transport(one));
        await("the reason", () -> refused(three, false, GoodbyeCode.FULL));
        assertThat(one.knows(two)).isTrue();
    }

    @Test
    void aPeerThatGreetsAndNeverGoesOnIsGivenUp() throws Exception {
        TestNode node = start(1, timed(t -> t.withHandshake(Duration.ofSeconds(1), Duration.ofSeconds(2))));
        RawPeer peer = connect(node, 2);
        peer.expect(FrameType.HELLO);
        assertThat(peer.readGoodbye()).isEqualTo(GoodbyeCode.HANDSHAKE_FAILED);
    }

    @Test
    void framesBeforeTheHandshakeAreRefused() throws Exception {
        TestNode node = start(1, transport());
        RawPeer peer = connect(node, 2);
        peer.send(FrameType.PING, Wire.Ping.getDefaultInstance());
        assertThat(peer.readGoodbye()).isEqualTo(GoodbyeCode.VIOLATION);
        await("the reason", () -> refused(node, true, GoodbyeCode.VIOLATION));
        assertThat(node.listener().connected()).isEmpty();
    }

    @Test
    void aSecondHelloIsRefused() throws Exception {
        TestNode node = start(1, transport());
        RawPeer peer = peerOf(node, 2);
        peer.send(FrameType.HELLO, RawPeer.hello(CHAIN).build());
        assertThat(peer.readGoodbye()).isEqualTo(GoodbyeCode.VIOLATION);
    }

    @Test
    void aBannedPeerStaysOutUntilTheBanEnds() {
        TestNode one = start(1, timed(t -> t.withBan(Duration.ofSeconds(3))));
        TestNode two = start(2, transport(one));
        awaitConnected(one, two);
        for (int i = 0; i < 10; i++) {
            one.network().penalize(two.id(), "nonsense");
        }
        await(
                "it is refused when it comes back",
                () -> refusals(two).stream()
                        .anyMatch(r -> !r.byUs()
                                && r.code() == GoodbyeCode.BANNED
                                && r.text().startsWith("banned for")));
        assertThat(two.listener().disconnected().get(0).reason())
                .contains("BANNED")
                .contains("nonsense");
        await("it is let in again", () -> two.listener().connected().size() == 2);
    }

    private static boolean knowsWhy(TestNode node, GoodbyeCode code) {
        return refusals(node).stream().anyMatch(r -> r.code() == code);
    }
}

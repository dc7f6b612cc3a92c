package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.PeerInfo;
import org.tallystick.spi.transport.Topic;
import org.tallystick.testkit.net.TestNode;

/** A peer that does not read, or does not finish what it writes, costs a bounded amount of memory and is shed. */
@Timeout(60)
class SlowPeerTest extends TransportTestBase {
    private static final TransportLimits SMALL = TransportLimits.DEFAULT.withQueues(2 << 20, 64 << 10, 1 << 20);

    @Test
    void aPeerThatDoesNotReadItsConsensusMessagesIsShed() throws Exception {
        TestNode node = start(1, transport().limits(SMALL));
        TestNode healthy = start(3, transport(node));
        awaitConnected(node, healthy);
        peerOf(node, 2);
        long most = 0;
        byte[] payload = new byte[100_000];
        while (node.network().send(idOf(2), MessageKind.CONSENSUS, payload)) {
            most = Math.max(most, queued(node));
        }
        assertThat(most).isBetween(1L << 20, 2L << 20);
        await("the end", () -> node.listener().disconnected().size() == 1);
        assertThat(node.listener().disconnected().get(0).reason()).contains("TOO_SLOW");
        assertThat(node.knows(healthy)).isTrue();
    }

    @Test
    void bulkForAPeerThatDoesNotReadIsDroppedAndConsensusIsNot() throws Exception {
        TestNode node = start(1, transport().limits(SMALL));
        peerOf(node, 2);
        byte[] payload = new byte[100_000];
        int accepted = 0;
        while (node.network().send(idOf(2), MessageKind.SYNC_RESPONSE, payload)) {
            accepted++;
        }
        assertThat(accepted).isLessThan(200);
        for (int i = 0; i < 100; i++) {
            node.network().publish(Topic.TRANSACTIONS, item(i), payload);
        }
        assertThat(node.network().send(idOf(2), MessageKind.CONSENSUS, payload)).isTrue();
        assertThat(queued(node)).isLessThan(2L << 20);
        assertThat(node.listener().disconnected()).isEmpty();
    }

    @Test
    void aPeerThatStopsReadingIsShedAfterAWhile() throws Exception {
        TestNode node =
                start(1, timed(t -> t.withWriteStall(Duration.ofMillis(500))).limits(SMALL));
        peerOf(node, 2);
        byte[] payload = new byte[100_000];
        while (node.network().send(idOf(2), MessageKind.SYNC_RESPONSE, payload)) {
            assertThat(node.listener().disconnected()).isEmpty();
        }
        await("the end", () -> node.listener().disconnected().size() == 1);
        assertThat(node.listener().disconnected().get(0).reason()).contains("has not read for 500 ms");
    }

    @Test
    void urgentMessagesOvertakeBulk() throws Exception {
        TestNode node = start(1, transport());
        RawPeer peer = peerOf(node, 2);
        node.network().send(idOf(2), MessageKind.SYNC_RESPONSE, new byte[16 << 20]);
        node.network().send(idOf(2), MessageKind.STATUS, new byte[3]);
        node.network().send(idOf(2), MessageKind.CONSENSUS, new byte[3]);
        int bulk = 0;
        Set<FrameType> awaited = EnumSet.of(FrameType.STATUS, FrameType.CONSENSUS);
        while (!awaited.isEmpty()) {
            if (!awaited.remove(peer.read().type())) {
                bulk++;
            }
        }
        // What the sockets hold of the large one is ahead, and no more; it takes 257 segments in all.
        assertThat(bulk).isLessThan(128);
    }

    @Test
    void thePeerWithTheMostUnfinishedBytesIsCutOffWhenMemoryIsShort() throws Exception {
        TestNode node = start(1, transport().limits(TransportLimits.DEFAULT.withTotalUnfinishedBytes(1 << 20)));
        RawPeer modest = peerOf(node, 2);
        RawPeer greedy = peerOf(node, 3);
        byte[] segment = new byte[Segments.MAX_BODY];
        modest.sendSegment(FrameType.BLOCK.code() | Segments.MORE, segment);
        for (int i = 0; i < 16; i++) {
            greedy.sendSegment(FrameType.BLOCK.code() | Segments.MORE, segment);
        }
        assertThat(greedy.readGoodbye()).isEqualTo(GoodbyeCode.OVERLOAD);
        await("the end", () -> node.listener().disconnected().size() == 1);
        assertThat(node.listener().disconnected().get(0).peer()).isEqualTo(idOf(3));
        assertThat(node.listener().up()).containsExactly(idOf(2));
    }

    @Test
    void aSilentPeerIsAskedForASignOfLifeAndGivenUpWithoutOne() throws Exception {
        TestNode node = start(1, timed(t -> t.withKeepAlive(Duration.ofMillis(200), Duration.ofSeconds(2))));
        RawPeer peer = peerOf(node, 2);
        Wire.Ping ping = Wire.Ping.parseFrom(peer.expect(FrameType.PING).body());
        peer.send(
                FrameType.PONG, Wire.Pong.newBuilder().setNonce(ping.getNonce()).build());
        peer.expect(FrameType.PING);
        assertThat(peer.readGoodbye()).isEqualTo(GoodbyeCode.SILENT);
        await("the end", () -> node.listener().disconnected().size() == 1);
    }

    @Test
    void aPeerThatSendsTooFastIsReadMoreSlowlyAndLosesNothing() throws Exception {
        TestNode node = start(1, transport().limits(TransportLimits.DEFAULT.withInboundRates(1 << 20, 200)));
        RawPeer peer = peerOf(node, 2);
        long start = node.context().runtime().nanoTime();
        for (int i = 0; i < 500; i++) {
            peer.send(Frames.direct(MessageKind.STATUS, new byte[] {1}));
        }
        await("these", () -> node.listener().messages().size() == 500);
        peer.send(Frames.direct(MessageKind.STATUS, new byte[] {2}));
        await("the last one", () -> node.listener().messages().size() == 501);
        assertThat(node.context().runtime().nanoTime() - start).isGreaterThan(1_000_000_000L);
    }

    private static long queued(TestNode node) {
        return node.network().peers().stream()
                .filter(peer -> peer.id().equals(idOf(2)))
                .mapToLong(PeerInfo::queuedBytes)
                .sum();
    }
}

package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.model.Hash;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.Topic;
import org.tallystick.testkit.net.TestNode;

/** Announce, ask, deliver; and what peers can and cannot spoil. */
@Timeout(60)
class GossipTest extends TransportTestBase {
    private static final byte[] CONTENT = {1, 2, 3};

    private TestNode node;
    private RawPeer first;
    private RawPeer second;

    @BeforeEach
    void connectPeers() throws Exception {
        node = start(1, timed(t -> t.withGossip(Duration.ofSeconds(2), Duration.ofMillis(2))));
        first = peerOf(node, 2);
        second = peerOf(node, 3);
    }

    @Test
    void anAnnouncedItemIsAskedForOnce() throws Exception {
        announce(first, item(1));
        assertThat(asked(first)).containsExactly(item(1));
        announce(second, item(1));
        deliver(first, item(1), CONTENT);
        await("the item", () -> node.listener().gossip().size() == 1);
        announce(second, item(1), item(2));
        assertThat(asked(second)).containsExactly(item(2));
    }

    @Test
    void thePeerThatDoesNotDeliverIsPassedOver() throws Exception {
        announce(first, item(1));
        assertThat(asked(first)).containsExactly(item(1));
        announce(second, item(1));
        assertThat(asked(second)).containsExactly(item(1)); // after the wait for the first
        deliver(second, item(1), CONTENT);
        await("the item", () -> node.listener().gossip().size() == 1);
        assertThat(node.listener().gossip().get(0).from()).isEqualTo(idOf(3));
    }

    @Test
    void thePeerThatNoLongerHasItIsPassedOverAtOnce() throws Exception {
        announce(first, item(1));
        asked(first);
        announce(second, item(1));
        first.send(Frames.ids(FrameType.MISSING, Topic.TRANSACTIONS, List.of(item(1))));
        assertThat(asked(second)).containsExactly(item(1));
    }

    @Test
    void thePeerThatIsGoneIsPassedOver() throws Exception {
        announce(first, item(1));
        asked(first);
        announce(second, item(1));
        first.close();
        assertThat(asked(second)).containsExactly(item(1));
    }

    @Test
    void aFalseItemDoesNotKeepTheTrueOneOut() throws Exception {
        announce(first, item(1));
        asked(first);
        announce(second, item(1));
        deliver(first, item(1), new byte[] {66}); // not what the id stands for; the listener does not publish it
        await("the false item", () -> node.listener().gossip().size() == 1);
        assertThat(asked(second)).containsExactly(item(1));
        deliver(second, item(1), CONTENT);
        await("the true item", () -> node.listener().gossip().size() == 2);
        assertThat(node.listener().gossip().get(1).payload()).isEqualTo(CONTENT);
    }

    @Test
    void whatWasPublishedIsAnnouncedToThoseThatDoNotHaveItAndServed() throws Exception {
        announce(first, item(1));
        asked(first);
        deliver(first, item(1), CONTENT);
        await("the item", () -> node.listener().gossip().size() == 1);
        node.network().publish(Topic.TRANSACTIONS, item(1), CONTENT);
        node.network().publish(Topic.TRANSACTIONS, item(2), CONTENT);
        assertThat(announced(second)).containsExactly(item(1), item(2));
        assertThat(announced(first)).containsExactly(item(2)); // it has the other
        request(second, item(2));
        assertThat(second.expect(FrameType.TRANSACTION).body()).endsWith(CONTENT);
    }

    @Test
    void whatIsNotKeptIsSaidToBeMissing() throws Exception {
        request(first, item(7));
        assertThat(ids(first.expect(FrameType.MISSING))).containsExactly(item(7));
    }

    @Test
    void theStoreKeepsTheLatestItemsWithinItsBytes() throws Exception {
        TestNode small = start(5, transport().limits(TransportLimits.DEFAULT.withStores(50_000, 50_000)));
        RawPeer peer = peerOf(small, 6);
        for (int i = 0; i < 10; i++) {
            small.network().publish(Topic.TRANSACTIONS, item(i), new byte[10_000]);
        }
        await("all announced", () -> ids(peer.expect(FrameType.ANNOUNCE)).contains(item(9)));
        request(peer, item(0));
        assertThat(ids(peer.expect(FrameType.MISSING))).containsExactly(item(0));
        request(peer, item(9));
        assertThat(peer.expect(FrameType.TRANSACTION).body()).hasSizeGreaterThan(10_000);
    }

    @Test
    void whatWasPushedIsNotAskedForWhenItIsAnnounced() throws Exception {
        node.network().push(List.of(idOf(2)), Topic.TRANSACTIONS, item(1), CONTENT);
        assertThat(first.expect(FrameType.TRANSACTION).body()).endsWith(CONTENT);
        announce(second, item(1), item(2));
        assertThat(asked(second)).containsExactly(item(2));
    }

    @Test
    void aFloodOfAnnouncementsIsAskedForWithinBounds() throws Exception {
        TestNode patient = start(5, timed(t -> t.withGossip(Duration.ofSeconds(30), Duration.ofMillis(2))));
        RawPeer peer = peerOf(patient, 6);
        int asked = 0;
        for (int i = 0; i < 20; i++) {
            Hash[] ids = new Hash[1000];
            for (int j = 0; j < ids.length; j++) {
                ids[j] = item(i * 1000 + j);
            }
            announce(peer, ids);
        }
        await("all looked at", () -> patient.listener().asked().size() >= 20_000);
        request(peer, item(99_999)); // its answer comes after all that was asked for
        RawPeer.Frame frame = peer.read();
        while (frame.type() != FrameType.MISSING) {
            asked += frame.type() == FrameType.REQUEST ? ids(frame).size() : 0;
            frame = peer.read();
        }
        assertThat(asked).isEqualTo(8_192);
    }

    private static void announce(RawPeer peer, Hash... ids) throws Exception {
        peer.send(Frames.ids(FrameType.ANNOUNCE, Topic.TRANSACTIONS, List.of(ids)));
    }

    private static void request(RawPeer peer, Hash... ids) throws Exception {
        peer.send(Frames.ids(FrameType.REQUEST, Topic.TRANSACTIONS, List.of(ids)));
    }

    private static void deliver(RawPeer peer, Hash id, byte[] content) throws Exception {
        peer.send(Frames.item(Topic.TRANSACTIONS, id, content));
    }

    private static List<Hash> asked(RawPeer peer) throws Exception {
        return ids(peer.expect(FrameType.REQUEST));
    }

    private static List<Hash> announced(RawPeer peer) throws Exception {
        List<Hash> ids = new java.util.ArrayList<>(ids(peer.expect(FrameType.ANNOUNCE)));
        if (!ids.contains(item(2))) {
            ids.addAll(ids(peer.expect(FrameType.ANNOUNCE))); // in two batches
        }
        return ids;
    }

    private static List<Hash> ids(RawPeer.Frame frame) throws Exception {
        return Frames.readIds(Wire.Ids.parseFrom(frame.body()));
    }
}

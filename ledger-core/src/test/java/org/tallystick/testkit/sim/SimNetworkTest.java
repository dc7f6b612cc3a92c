package org.tallystick.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Topic;

class SimNetworkTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Hash ITEM = Hash.fromHex("11".repeat(32));

    private final SimScheduler scheduler = new SimScheduler();
    private final SimTrace trace = new SimTrace();
    private final SimNetwork network = new SimNetwork(4, scheduler, trace, 3);
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    /** A node that only notes what it hears. */
    private final class Peer implements NetworkListener {
        private final int machine;
        private final NodeId id;
        private final SimRuntime runtime;
        private final Network port;
        private final List<String> heard = new ArrayList<>();
        private boolean wants = true;

        Peer(int machine, int identity) {
            this.machine = machine;
            id = new NodeId(SimCrypto.nodeKey(identity).publicKey());
            runtime = new SimRuntime(
                    machine, scheduler, new SimClock(), machine, trace, (node, failure) -> failures.add(failure));
            NetworkContext context =
                    new NetworkContext(Hash.ZERO, 1, SimCrypto.nodeKey(identity), node -> true, runtime);
            port = new SimTransport(network, machine, runtime).open(context, this);
        }

        @Override
        public void onConnected(NodeId peer) {
            heard.add("+" + nameOf(peer));
        }

        @Override
        public void onDisconnected(NodeId peer, String reason) {
            heard.add("-" + nameOf(peer));
        }

        @Override
        public void onMessage(NodeId from, MessageKind kind, byte[] payload) {
            heard.add(nameOf(from) + ":" + payload[0]);
        }

        @Override
        public void onRelayed(NodeId relay, byte[] payload) {
            heard.add(nameOf(relay) + ">" + payload[0]);
        }

        @Override
        public boolean wants(Topic topic, Hash id) {
            return wants;
        }

        @Override
        public void onGossip(NodeId from, Topic topic, Hash claimedId, byte[] payload) {
            heard.add(nameOf(from) + "~" + payload[0]);
        }

        void crash() {
            runtime.kill();
            network.closed(machine);
        }
    }

    private static int nameOf(NodeId id) {
        return IntStream.range(0, 4)
                .filter(i -> SimCrypto.nodeKey(i).publicKey().equals(id.key()))
                .findFirst()
                .orElseThrow();
    }

    private void open(int... identities) {
        for (int i = 0; i < identities.length; i++) {
            peers.add(new Peer(i, identities[i]));
        }
        scheduler.run(SECOND);
    }

    private static byte[] payload(int content) {
        return new byte[] {(byte) content};
    }

    @Test
    void allThatAreUpGetConnectedOnce() {
        open(0, 1, 2);
        assertThat(peers.get(0).heard).containsExactlyInAnyOrder("+1", "+2");
        assertThat(peers.get(1).heard).containsExactlyInAnyOrder("+0", "+2");
        assertThat(peers.get(2).port.peers()).hasSize(2);
        assertThat(failures).isEmpty();
    }

    @Test
    void consensusMessagesTakeOneDetourAndOthersNone() {
        network.link(0, 1).setBlocked(true);
        open(0, 1, 2);
        NodeId target = peers.get(1).id;
        assertThat(peers.get(0).port.send(target, MessageKind.CONSENSUS, payload(7)))
                .isTrue();
        assertThat(peers.get(0).port.send(target, MessageKind.STATUS, payload(8)))
                .isFalse();
        scheduler.run(SECOND);
        assertThat(peers.get(1).heard).containsExactly("+2", "2>7");
        assertThat(peers.get(2).heard).doesNotContain("0:7");
        network.keepApart(2);
        assertThat(peers.get(0).port.send(target, MessageKind.CONSENSUS, payload(9)))
                .isFalse();
        assertThat(failures).isEmpty();
    }

    @Test
    void messagesOfOneKindArriveInOrderAsCopies() {
        open(0, 1);
        byte[] sent = payload(0);
        assertThat(peers.get(0).port.send(peers.get(1).id, MessageKind.CONSENSUS, sent))
                .isTrue();
        for (int i = 1; i < 100; i++) {
            peers.get(0).port.send(peers.get(1).id, MessageKind.CONSENSUS, payload(i));
        }
        scheduler.run(SECOND);
        assertThat(peers.get(1).heard.subList(1, 101))
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "0:" + i).toList());
    }

    @Test
    void whatIsAboveItsCapIsAFaultOfTheSender() {
        open(0, 1);
        byte[] tooLarge = new byte[MessageKind.STATUS.maxBytes() + 1];
        assertThatThrownBy(() -> peers.get(0).port.send(peers.get(1).id, MessageKind.STATUS, tooLarge))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBlockedLinkBreaksTheConnectionAndAFreedOneBringsItBack() {
        open(0, 1);
        network.link(0, 1).setBlocked(true);
        network.linksChanged(true);
        scheduler.run(SECOND);
        assertThat(peers.get(0).port.send(peers.get(1).id, MessageKind.CONSENSUS, payload(1)))
                .isFalse();
        network.link(0, 1).setBlocked(false);
        network.linksChanged(true);
        scheduler.run(3 * SECOND);
        assertThat(peers.get(0).heard).containsExactly("+1", "-1", "+1");
        assertThat(peers.get(1).heard).containsExactly("+0", "-0", "+0");
    }

    @Test
    void aSilentlyBlockedDirectionLosesMessagesUntilAKeepAliveIsMissed() {
        open(0, 1);
        network.link(0, 1).setBlocked(true);
        network.linksChanged(false);
        assertThat(peers.get(0).port.send(peers.get(1).id, MessageKind.CONSENSUS, payload(1)))
                .isTrue();
        peers.get(1).port.send(peers.get(0).id, MessageKind.CONSENSUS, payload(2));
        scheduler.run(SECOND);
        assertThat(peers.get(0).heard).containsExactly("+1", "1:2");
        scheduler.run(10 * SECOND);
        assertThat(peers.get(0).heard).containsExactly("+1", "1:2", "-1");
        assertThat(peers.get(1).heard).containsExactly("+0", "-0");
    }

    @Test
    void lossAndDuplicationHappenAsOftenAsSaid() {
        open(0, 1);
        network.link(0, 1).setLoss(0.25, 0.5);
        for (int i = 0; i < 2000; i++) {
            peers.get(0).port.send(peers.get(1).id, MessageKind.CONSENSUS, payload(0));
        }
        scheduler.run(SECOND);
        assertThat(peers.get(1).heard.size()).isBetween(2000 * 3 / 4 * 14 / 10, 2000 * 3 / 4 * 16 / 10);
    }

    @Test
    void anItemReachesThoseThatWantItOnce() {
        open(0, 1, 2);
        peers.get(2).wants = false;
        peers.get(0).port.publish(Topic.TRANSACTIONS, ITEM, payload(9));
        peers.get(0).port.publish(Topic.TRANSACTIONS, ITEM, payload(9));
        scheduler.run(SECOND);
        peers.get(1).port.publish(Topic.TRANSACTIONS, ITEM, payload(9));
        scheduler.run(SECOND);
        assertThat(peers.get(1).heard).containsOnlyOnce("0~9").doesNotContain("2~9");
        assertThat(peers.get(2).heard).doesNotContain("0~9", "1~9");
        assertThat(peers.get(0).heard).doesNotContain("1~9");
        peers.get(0).port.push(List.of(peers.get(2).id), Topic.TRANSACTIONS, ITEM, payload(8));
        scheduler.run(SECOND);
        assertThat(peers.get(2).heard).contains("0~8");
    }

    @Test
    void manyItemsAtOnceTakeThreeTripsEachAndNotOneAfterAnother() {
        open(0, 1);
        network.link(0, 1).setLatency(SECOND, 0);
        network.link(1, 0).setLatency(SECOND, 0);
        for (int i = 0; i < 100; i++) {
            peers.get(0).port.publish(Topic.TRANSACTIONS, Sha256.hash(payload(i)), payload(i));
        }
        scheduler.run(3 * SECOND + 1_000_000);
        assertThat(peers.get(1).heard).hasSize(101);
    }

    @Test
    void whatACrashedNodeHadStillToSendNeverLeaves() {
        open(0, 1);
        Peer sender = peers.get(0);
        sender.runtime.enter(SimTrace.Kind.TASK, 0, () -> {
            sender.port.send(peers.get(1).id, MessageKind.CONSENSUS, payload(1));
            sender.runtime.spend(5_000_000);
            sender.port.send(peers.get(1).id, MessageKind.CONSENSUS, payload(2));
        });
        scheduler.run(4_000_000);
        sender.crash();
        scheduler.run(SECOND);
        assertThat(peers.get(1).heard).containsExactly("+0", "0:1", "-0");
    }

    @Test
    void ofTwoMachinesWithOneKeyAPeerMeetsOne() {
        open(0, 1, 0);
        assertThat(peers.get(1).heard).containsExactly("+0");
        assertThat(peers.get(0).port.peers().size() + peers.get(2).port.peers().size())
                .isEqualTo(1);
    }

    @Test
    void thoseWhoComplainTooOftenAreKeptApartForAWhile() {
        open(0, 1);
        for (int i = 0; i < 10; i++) {
            peers.get(0).port.penalize(peers.get(1).id, "nonsense");
        }
        scheduler.run(SECOND);
        assertThat(peers.get(0).port.peers()).isEmpty();
        assertThat(network.penalties()).hasSize(10);
        scheduler.run(40 * SECOND);
        assertThat(peers.get(0).port.peers()).hasSize(1);
    }
}

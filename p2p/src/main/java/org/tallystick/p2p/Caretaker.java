package org.tallystick.p2p;

import java.time.Duration;
import java.util.function.Predicate;
import org.tallystick.model.NodeId;
import org.tallystick.p2p.wire.Wire;

/**
 * Looks after the connections that are up, a few times in each keep-alive interval and not at all when there are none:
 * asks silent peers for a sign of life, gives up dead ones, sheds those that do not read, and sends away those that are
 * no longer admitted. I/O thread only.
 */
final class Caretaker {
    private static final int ROUNDS_AN_INTERVAL = 4;

    private final IoThread io;
    private final TransportTimings timings;
    private final PeerTable peers;
    private final Predicate<NodeId> admission;
    private final Duration round;
    private boolean planned;
    private int rounds;
    private long plannedFor;

    Caretaker(IoThread io, TransportTimings timings, PeerTable peers, Predicate<NodeId> admission) {
        this.io = io;
        this.timings = timings;
        this.peers = peers;
        this.admission = admission;
        Duration shortest =
                timings.keepAlive().compareTo(timings.writeStall()) < 0 ? timings.keepAlive() : timings.writeStall();
        this.round = shortest.dividedBy(ROUNDS_AN_INTERVAL);
    }

    /** There is a connection to look after. */
    void begin() {
        if (!planned) {
            planned = true;
            plannedFor = io.now() + round.toNanos();
            io.schedule(round, this::look);
        }
    }

    private void look() {
        planned = false;
        rounds++;
        long now = io.now();
        if (now - plannedFor < round.toNanos()) {
            peers.all().forEach(peer -> look(peer, now));
        } else { // this process was halted, and knows nothing of what its peers did in the meantime
            peers.all().forEach(peer -> peer.startClocks(now));
        }
        if (peers.size() > 0) {
            begin();
        }
    }

    private void look(Connection peer, long now) {
        long silent = now - peer.lastHeard();
        if (silent > timings.silence().toNanos()) {
            peer.end(
                    GoodbyeCode.SILENT, "nothing heard for " + timings.silence().toMillis() + " ms");
        } else if (peer.stalledFor(now) > timings.writeStall().toNanos()) {
            peer.cut(
                    GoodbyeCode.TOO_SLOW,
                    "it has not read for " + timings.writeStall().toMillis() + " ms");
        } else if (rounds % ROUNDS_AN_INTERVAL == 0 && !admission.test(peer.peer())) {
            peer.end(GoodbyeCode.NOT_ADMITTED, "the ledger no longer admits node " + peer.peer());
        } else if (silent > timings.keepAlive().toNanos() && peer.askForLife(now, timings.keepAlive())) {
            peer.offer(Frames.control(
                    FrameType.PING, Wire.Ping.newBuilder().setNonce(now).build()));
        }
    }
}

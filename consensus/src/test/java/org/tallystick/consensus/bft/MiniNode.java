package org.tallystick.consensus.bft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;

/** One engine in the miniature cluster, with a journal and a ledger that outlive it. */
final class MiniNode {
    private final MiniCluster cluster;
    private final int index;
    private final MiniLedger ledger;
    private final SignatureVerifier verifier = new MockVerifier();
    private final List<VoteJournal.Entry> journal = new ArrayList<>();
    private final Deque<Effect> waiting = new ArrayDeque<>();
    private final Map<Integer, Long> timers = new HashMap<>();
    private final List<Effect.Accuse> accusations = new ArrayList<>();
    private ConsensusProtocol protocol;
    private boolean persisting;
    private int life;
    private long timerStamp;
    private int reportedWork;

    MiniNode(MiniCluster cluster, int index) {
        this.cluster = cluster;
        this.index = index;
        ledger = new MiniLedger(
                cluster.chainId(),
                cluster.validators().epoch(),
                MockSigner.numbered(index).publicKey());
    }

    MiniLedger ledger() {
        return ledger;
    }

    List<VoteJournal.Entry> journal() {
        return journal;
    }

    List<Effect.Accuse> accusations() {
        return accusations;
    }

    boolean isUp() {
        return protocol != null;
    }

    boolean hasTimers() {
        return !timers.isEmpty();
    }

    EngineStatus status() {
        return protocol.status();
    }

    void start() {
        life++;
        EngineContext context = new EngineContext(
                cluster.chainId(),
                cluster.validators(),
                cluster.parameters(),
                cluster.validators().get(index).node(),
                Optional.of(MockSigner.numbered(index)));
        protocol = new BftEngine().create(context);
        reportedWork = ledger.held().size();
        handle(new Event.Start(
                ledger.head().header(),
                ledger.head().hash(),
                ledger.headCertificate(),
                List.copyOf(journal),
                reportedWork,
                ledger.outlook()));
    }

    /** Everything that is not on disk is gone, a write under way included. */
    void crash() {
        life++;
        protocol = null;
        persisting = false;
        waiting.clear();
        timers.clear();
        ledger.crash();
    }

    /** The disk with the journal is replaced by an empty one. */
    void loseJournal() {
        journal.clear();
    }

    void receive(int from, Bytes message) {
        if (isUp()) {
            handle(new Event.Received(cluster.validators().get(from).node(), message));
        }
    }

    void connected(int peer) {
        if (isUp()) {
            handle(new Event.PeerConnected(cluster.validators().get(peer).node()));
        }
    }

    /** A transaction arrives, from a client or a peer. */
    void submit(long transaction) {
        if (isUp() && ledger.hold(transaction)) {
            later(0, this::reportWork);
        }
    }

    /** A transaction is dropped, as when its time has passed. */
    void forget(long transaction) {
        ledger.held().remove(transaction);
        reportWork();
    }

    private void reportWork() {
        int now = ledger.held().size();
        if (now > reportedWork || (now == 0 && reportedWork > 0)) {
            handle(new Event.Work(now));
        }
        reportedWork = now;
    }

    private void handle(Event event) {
        List<Effect> effects = new ArrayList<>();
        protocol.handle(event, effects::add);
        for (Effect effect : effects) {
            cluster.trace(index, effect);
            boolean ordered = effect instanceof Effect.Persist
                    || effect instanceof Effect.Discard
                    || effect instanceof Effect.Send
                    || effect instanceof Effect.Broadcast
                    || effect instanceof Effect.Finalize;
            if (ordered && (persisting || effect instanceof Effect.Persist)) {
                waiting.add(effect);
                persist();
            } else {
                carryOut(effect);
            }
        }
    }

    /** Durable before visible: nothing emitted after a record leaves before the record is on disk. */
    private void persist() {
        if (persisting) {
            return;
        }
        persisting = true;
        later(cluster.diskDelay(), () -> {
            while (!waiting.isEmpty() && waiting.peek() instanceof Effect.Persist record) {
                waiting.poll();
                journal.add(
                        new VoteJournal.Entry(record.position(), record.data().toArray()));
            }
            persisting = false;
            while (!waiting.isEmpty() && !(waiting.peek() instanceof Effect.Persist)) {
                carryOut(waiting.poll());
            }
            if (!waiting.isEmpty()) {
                persist();
            }
        });
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.Discard discard) {
            discard(discard.belowPosition());
        } else if (effect instanceof Effect.Send send) {
            int to = cluster.validators().indexOf(send.to()).orElseThrow();
            cluster.deliver(index, to, send.message());
        } else if (effect instanceof Effect.Broadcast broadcast) {
            for (int to = 0; to < cluster.validators().size(); to++) {
                if (to != index) {
                    cluster.deliver(index, to, broadcast.message());
                }
            }
        } else if (effect instanceof Effect.Verify verify) {
            boolean good = verify.checks().stream().allMatch(this::isGood);
            later(cluster.workDelay(), () -> handle(new Event.Verified(verify.request(), good)));
        } else if (effect instanceof Effect.Build build) {
            later(cluster.workDelay(), () -> {
                Optional<ProposedBlock> built = ledger.build(build.parent(), build.evenIfEmpty(), cluster.now(index));
                handle(new Event.Built(build.request(), built, built.map(block -> ledger.outlook())));
            });
        } else if (effect instanceof Effect.Check check) {
            later(
                    cluster.workDelay(),
                    () -> handle(new Event.Checked(
                            check.block().hash(), ledger.check(check.block(), check.certified(), cluster.now(index)))));
        } else if (effect instanceof Effect.Finalize done) {
            later(cluster.workDelay(), () -> {
                if (ledger.finish(done.block(), done.certificate())) {
                    becameFinal();
                }
            });
        } else if (effect instanceof Effect.CatchUp catchUp) {
            int from = cluster.validators().indexOf(catchUp.from()).orElseThrow();
            later(cluster.workDelay(), () -> catchUp(from));
        } else if (effect instanceof Effect.SetTimer timer) {
            setTimer(timer);
        } else if (effect instanceof Effect.CancelTimer cancel) {
            timers.remove(cancel.timer());
        } else if (effect instanceof Effect.SpreadPending) {
            List.copyOf(ledger.held()).forEach(transaction -> cluster.gossip(index, transaction));
        } else if (effect instanceof Effect.Accuse accuse) {
            accusations.add(accuse);
            cluster.accused(accuse);
        }
    }

    /** What the node's own catching up does: copies the final chain of a peer it can reach. */
    void catchUp(int from) {
        if (isUp() && cluster.isUp(from) && cluster.isLinked(from, index)) {
            if (ledger.copyFrom(cluster.node(from).ledger())) {
                becameFinal();
            }
        }
    }

    private void becameFinal() {
        cluster.becameFinal(index);
        handle(new Event.Finalized(
                ledger.head().header(), ledger.head().hash(), ledger.headCertificate(), ledger.outlook()));
        reportWork();
    }

    private void discard(long below) {
        VoteJournal.Entry last = journal.isEmpty() ? null : journal.get(journal.size() - 1);
        journal.removeIf(entry -> entry.position() < below && entry != last);
    }

    private boolean isGood(SignatureCheck check) {
        return verifier.verify(check.key(), check.message().toArray(), check.signature());
    }

    private void setTimer(Effect.SetTimer timer) {
        long stamp = ++timerStamp;
        timers.put(timer.timer(), stamp);
        later(timer.delayMillis() * 1_000, () -> {
            if (Long.valueOf(stamp).equals(timers.get(timer.timer()))) {
                timers.remove(timer.timer());
                handle(new Event.TimerFired(timer.timer()));
            }
        });
    }

    /** Does something in this life, if it still lasts by then. */
    private void later(long micros, Runnable action) {
        int thisLife = life;
        cluster.schedule(micros, () -> {
            if (life == thisLife) {
                action.run();
            }
        });
    }

    Hash headHash() {
        return ledger.head().hash();
    }
}

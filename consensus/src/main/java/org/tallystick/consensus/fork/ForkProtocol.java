package org.tallystick.consensus.fork;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;

/**
 * One node's part in an engine that chooses the heaviest chain. Events change what is known; then the tree, finality, the
 * producer and the exchange look at what is to be done. One thread calls it.
 */
public final class ForkProtocol implements ConsensusProtocol {
    private final ForkContext core;
    private final ForkTree tree;
    private final ForkOutbox out;
    private final Exchange exchange;
    private final SealDesk desk;
    private final Orphans orphans = new Orphans();
    private final Producer producer;
    private Hash head = Hash.ZERO;
    private Hash askedFinal = Hash.ZERO;

    /** A protocol that makes blocks by a producer over the same context. */
    public ForkProtocol(ForkContext core, Producer producer) {
        this.core = core;
        this.tree = core.tree();
        this.out = core.out();
        this.exchange = core.exchange();
        this.desk = new SealDesk(core.rules(), out);
        this.producer = producer;
    }

    @Override
    public void handle(Event event, Consumer<Effect> effects) {
        out.open(effects);
        apply(event);
        settle();
    }

    private void apply(Event event) {
        if (event instanceof Event.Received received) {
            received(received);
        } else if (event instanceof Event.Verified verified) {
            desk.answered(verified.request(), verified.allGood());
        } else if (event instanceof Event.Checked checked) {
            tree.checked(checked.block(), checked.result());
        } else if (event instanceof Event.Built built) {
            producer.built(built);
        } else if (event instanceof Event.Computed computed) {
            producer.computed(computed.request(), computed.result());
        } else if (event instanceof Event.TimerFired fired) {
            fired(fired.timer());
        } else if (event instanceof Event.Work work) {
            core.setReadyTransactions(work.readyTransactions());
            producer.workChanged();
        } else if (event instanceof Event.Finalized finalized) {
            finalized(finalized.head(), finalized.hash());
        } else if (event instanceof Event.PeerConnected connected) {
            exchange.greet(connected.peer());
            producer.connected(connected.peer());
        } else if (event instanceof Event.Start start) {
            start(start);
        }
    }

    private void start(Event.Start start) {
        core.setReadyTransactions(start.readyTransactions());
        tree.setRoot(start.head(), start.headHash());
        head = start.headHash();
        core.own().replay(start.journal());
        core.own().prune(tree.rootHeight());
        for (SealedBlock block : core.own().takeReplayed()) {
            insert(block, null);
        }
        producer.started();
    }

    private void settle() {
        tree.advance();
        if (!head.equals(tree.headHash())) {
            boolean extended = tree.headDescendsFrom(head);
            head = tree.headHash();
            if (core.self() >= 0) {
                tree.path(head, tree.rootHeight()).forEach(core.own()::keep);
            }
            producer.headChanged(extended);
        }
        List<SealedBlock> path = tree.finalPath();
        if (!path.isEmpty() && !path.get(0).hash().equals(askedFinal)) {
            askedFinal = path.get(0).hash();
            out.emit(new Effect.Finalize(askedFinal, HeaderPath.of(path).encode()));
        }
        producer.update();
        exchange.update(isUnfinished(), producer.isAsking());
    }

    private boolean isUnfinished() {
        return core.readyTransactions() > 0 || tree.hasUnfinalWork();
    }

    /** Nothing that comes from the network throws; what cannot be read is ignored. */
    private void received(Event.Received received) {
        ForkMessage decoded;
        try {
            decoded = core.codec().decode(received.message());
        } catch (MalformedException e) {
            return; // not a message of this chain and epoch; the transport's peer scoring sees to senders of noise
        }
        // Nobody knows who says what was passed on: blocks are proven by their seals, nothing else is.
        NodeId from = received.relayed() ? core.node().self() : received.from();
        if (decoded instanceof ForkMessage.Blocks blocks) {
            blocks.blocks().forEach(block -> offered(block, from));
        } else if (received.relayed()) {
            return;
        } else if (decoded instanceof ForkMessage.Head told) {
            producer.heard(from, told.hash(), told.height());
            exchange.head(told, from);
        } else if (decoded instanceof ForkMessage.Request request) {
            exchange.request(request, from);
        }
    }

    private void offered(SealedBlock block, NodeId from) {
        boolean known = tree.knows(block.hash()) || orphans.holds(block.hash());
        if (known || !tree.isInReach(block.height()) || tree.wasRefused(block.hash(), from)) {
            return;
        }
        desk.check(block, from, good -> {
            if (good) {
                producer.sealSeen(block);
                insert(block, from);
            }
        });
    }

    /** Puts a block with a good seal into the tree, and all that waited for it. */
    private void insert(SealedBlock first, NodeId from) {
        Deque<Orphans.Orphan> waiting = new ArrayDeque<>();
        waiting.add(new Orphans.Orphan(first, from));
        while (!waiting.isEmpty()) {
            Orphans.Orphan next = waiting.poll();
            SealedBlock block = next.block();
            switch (tree.offer(block, next.from())) {
                case ADDED -> {
                    exchange.found(block.hash());
                    waiting.addAll(orphans.childrenOf(block.hash()));
                }
                case ORPHAN -> {
                    exchange.found(block.hash());
                    orphans.add(block, next.from());
                    Hash parent = block.header().parent();
                    boolean known = next.from() != null
                            && !next.from().equals(core.node().self());
                    if (known && !orphans.holds(parent)) {
                        exchange.want(parent, block.height() - 1, next.from());
                    }
                }
                case BREACH -> {
                    exchange.found(block.hash());
                    producer.breach(block);
                }
                case OLD -> exchange.found(block.hash());
            }
        }
    }

    private void fired(int timer) {
        if (timer >= ForkTimers.FIRST_OF_ENGINE) {
            producer.fired(timer);
            return;
        }
        switch (timer) {
            case ForkTimers.RESEND -> {
                producer.workChanged();
                exchange.resendFired(core.readyTransactions() > 0);
            }
            case ForkTimers.FETCH -> exchange.fetchFired();
            case ForkTimers.ANSWER -> exchange.answerFired();
            case ForkTimers.RECHECK -> tree.unpark();
            default -> throw new IllegalArgumentException("timer " + timer + " was never set");
        }
    }

    /** A block is final and on disk: whatever does not descend from it is over. */
    private void finalized(BlockHeader header, Hash hash) {
        if (header.height() <= tree.rootHeight()) {
            return;
        }
        tree.setRoot(header, hash);
        core.own().prune(header.height());
        orphans.prune(header.height());
        for (Orphans.Orphan orphan : orphans.childrenOf(hash)) {
            insert(orphan.block(), orphan.from());
        }
        tree.unpark();
        producer.workChanged();
    }

    @Override
    public EngineStatus status() {
        boolean started = !head.equals(Hash.ZERO);
        return new EngineStatus(
                core.validators().epoch(),
                started ? tree.headHeight() : 0,
                producer.role(),
                started && isUnfinished(),
                List.of(),
                started ? detail() : "not started");
    }

    private String detail() {
        return "height " + tree.headHeight() + ", final up to " + tree.rootHeight() + "; " + producer.detail();
    }
}

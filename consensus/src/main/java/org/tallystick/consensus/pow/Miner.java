package org.tallystick.consensus.pow;

import java.util.Optional;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.consensus.fork.ForkContext;
import org.tallystick.consensus.fork.ForkTimers;
import org.tallystick.consensus.fork.ForkTree;
import org.tallystick.consensus.fork.Producer;
import org.tallystick.consensus.fork.SealedBlock;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus.Role;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Mines while there is something to order or to make final: has a block built on the head, then has its nonces tried piece
 * by piece beside the engine's thread, with a pause after each. At most one block is being tried and one piece computed.
 */
final class Miner implements Producer {
    private static final int PAUSE = ForkTimers.FIRST_OF_ENGINE;
    private static final int REFRESH = ForkTimers.FIRST_OF_ENGINE + 1;

    private final ForkContext core;
    private final ForkTree tree;
    private final PowRules rules;
    private final PowSettings settings;
    private final PowMining mining;
    private Hash fruitless = Hash.ZERO; // the head on which there was nothing to build
    private Hash foundOn = Hash.ZERO; // the head on which a block was found that is still being checked
    private Hash buildingOn; // null when nothing is being built
    private boolean moreCame; // since then
    private long request;
    private ProposedBlock template; // null when nothing is being tried
    private Work work;
    private long nextNonce;
    private boolean computing;
    private boolean pausing;
    private boolean stale; // a fresher template is wanted

    Miner(ForkContext core, PowRules rules, PowSettings settings, PowMining mining) {
        this.core = core;
        this.tree = core.tree();
        this.rules = rules;
        this.settings = settings;
        this.mining = mining;
    }

    @Override
    public void started() {}

    @Override
    public Role role() {
        return core.self() >= 0 ? Role.VALIDATOR : Role.OBSERVER;
    }

    @Override
    public void workChanged() {
        fruitless = Hash.ZERO;
        foundOn = Hash.ZERO;
        moreCame = true;
    }

    @Override
    public void headChanged(boolean extended) {
        // what is being tried stands on another head; update() sees to it
    }

    @Override
    public void update() {
        if (core.self() < 0) {
            return;
        }
        if (template != null && (stale || !template.header().parent().equals(tree.headHash()))) {
            giveUp();
        }
        if (template != null) {
            tryPiece();
        } else if (buildingOn == null && isWanted()) {
            build();
        }
    }

    private boolean isWanted() {
        return !fruitless.equals(tree.headHash())
                && !foundOn.equals(tree.headHash())
                && (core.readyTransactions() > 0 || rules.mayBeEmpty(tree.headHeader()));
    }

    private void build() {
        Optional<Work> due = rules.above(tree.headHeader());
        if (due.isPresent()) {
            buildingOn = tree.headHash();
            moreCame = false;
            work = due.get();
            core.out()
                    .emit(new Effect.Build(++request, buildingOn, work.encode(), rules.mayBeEmpty(tree.headHeader())));
        }
    }

    @Override
    public void built(Event.Built built) {
        if (buildingOn == null || built.request() != request) {
            return;
        }
        Hash parent = buildingOn;
        buildingOn = null;
        if (built.block().isEmpty()) {
            fruitless = moreCame ? Hash.ZERO : parent;
            return;
        }
        template = built.block().get();
        nextNonce = 0;
        stale = false;
        core.out().timer(REFRESH, Math.max(250, settings.intervalMs()));
    }

    /** Lets go of what is being tried, and of the state that the node keeps for it. */
    private void giveUp() {
        core.out().cancel(REFRESH);
        core.out().emit(new Effect.Abandon(template.hash()));
        template = null;
        stale = false;
    }

    private void tryPiece() {
        if (!computing && !pausing) {
            computing = true;
            core.out()
                    .emit(new Effect.Compute(
                            request,
                            new Piece(
                                    template.header(), Target.decode(work.target()), nextNonce, mining.triesAPiece())));
            nextNonce += mining.triesAPiece();
        }
    }

    @Override
    public void computed(long of, Bytes nonce) {
        computing = false;
        if (template != null && of == request && nonce.size() > 0) {
            found(nonce.toBuffer().getLong());
        }
        if (mining.pauseMs() > 0) {
            pausing = true;
            core.out().timer(PAUSE, mining.pauseMs());
        }
    }

    private void found(long nonce) {
        ProposedBlock mined = withNonce(template, work.with(nonce));
        boolean current = template.header().parent().equals(tree.headHash());
        giveUp();
        if (current) {
            foundOn = tree.headHash();
            SealedBlock block = new SealedBlock(mined, Bytes.EMPTY);
            core.publish(block);
            core.offer(block);
        }
    }

    private static ProposedBlock withNonce(ProposedBlock template, Work work) {
        BlockHeader header = template.header();
        BlockHeader mined = new BlockHeader(
                header.chainId(),
                header.height(),
                header.parent(),
                header.timestamp(),
                header.proposer(),
                header.transactionCount(),
                header.transactionRoot(),
                header.receiptRoot(),
                header.stateRoot(),
                header.historyRoot(),
                header.configHash(),
                header.nextConfigHash(),
                work.encode());
        return new ProposedBlock(mined, HeaderCodec.hash(mined), template.body());
    }

    @Override
    public void fired(int timer) {
        if (timer == PAUSE) {
            pausing = false;
        } else if (timer == REFRESH) {
            stale = true; // with a later time, and with what has come since
        } else {
            throw new IllegalArgumentException("timer " + timer + " was never set");
        }
    }

    @Override
    public String detail() {
        return template == null
                ? "nothing to mine"
                : "mining height " + template.header().height();
    }
}

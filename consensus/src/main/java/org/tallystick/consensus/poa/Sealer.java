package org.tallystick.consensus.poa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tallystick.consensus.fork.ForkContext;
import org.tallystick.consensus.fork.ForkTimers;
import org.tallystick.consensus.fork.ForkTree;
import org.tallystick.consensus.fork.Producer;
import org.tallystick.consensus.fork.SealedBlock;
import org.tallystick.crypto.Signer;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.PublicKey;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus.Role;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Seals blocks: at once when it is this authority's turn, later when it is another's, never twice at a height, and not
 * while others may still tell of blocks that this node does not know.
 */
final class Sealer implements Producer {
    private static final int SEAL = ForkTimers.FIRST_OF_ENGINE;
    private static final int SETTLE = ForkTimers.FIRST_OF_ENGINE + 1;

    /** Where a peer says it stands. */
    private record Told(Hash head, long height) {}

    private final ForkContext core;
    private final ForkTree tree;
    private final PoaRules rules;
    private final PoaSettings settings;
    private final SealWatch watch;
    private final Set<Integer> heard = new HashSet<>(); // asked and counted only
    private Role role = Role.OBSERVER;
    private final Map<NodeId, Told> awaited = new HashMap<>(); // newly connected, and what they have told
    private boolean settling;
    private boolean fixedSettling;
    private int settlings;
    private long settledRoot;
    private long highestHeard;
    private Hash armedFor = Hash.ZERO; // the head that the seal timer runs for
    private long armedRank;
    private Hash fruitless = Hash.ZERO; // the head on which there was nothing to build
    private Hash buildingOn; // null when nothing is being built
    private boolean moreCame; // since then
    private long request;

    Sealer(ForkContext core, PoaRules rules, PoaSettings settings) {
        this.core = core;
        this.tree = core.tree();
        this.rules = rules;
        this.settings = settings;
        this.watch = new SealWatch(core);
    }

    @Override
    public void started() {
        if (core.self() < 0) {
            return;
        }
        role = core.own().isEmpty() && core.validators().size() > 1 ? Role.CONFIRMING : Role.VALIDATOR;
        settle(true);
    }

    /**
     * For one delay of the backup nothing is sealed, so that all that others know can come first.
     *
     * @param fixed whether the whole delay has to pass; otherwise until all that were awaited have told what they know
     */
    private void settle(boolean fixed) {
        settling = true;
        fixedSettling |= fixed;
        core.out().timer(SETTLE, settings.backupMs());
        disarm();
    }

    /** Settling again is bounded between two final blocks, or a peer that connects again and again could stop us. */
    private void settleAgain(boolean fixed) {
        if (core.self() >= 0 && settlings < 4 * core.validators().size()) {
            settlings++;
            settle(fixed);
        }
    }

    @Override
    public void connected(NodeId peer) {
        if (core.validators().indexOf(peer).isPresent()) {
            awaited.put(peer, new Told(Hash.ZERO, Long.MAX_VALUE));
            settleAgain(false);
        }
    }

    /** Those that connected have told where they stand, and nothing of it is unknown here. */
    private void endSettling() {
        awaited.values().removeIf(told -> told.height() <= tree.rootHeight() || tree.knows(told.head()));
        if (settling && !fixedSettling && awaited.isEmpty()) {
            settling = false;
            core.out().cancel(SETTLE);
        }
    }

    @Override
    public void heard(NodeId peer, Hash head, long height) {
        awaited.computeIfPresent(peer, (node, told) -> new Told(head, height));
        core.validators().indexOf(peer).ifPresent(authority -> {
            if (authority != core.self()) {
                heard.add(authority);
            }
        });
        if (role == Role.CONFIRMING && core.validators().indexOf(peer).isPresent()) {
            highestHeard = Math.max(highestHeard, height);
        }
    }

    @Override
    public void sealSeen(SealedBlock block) {
        watch.seen(block);
        PublicKey sealer = block.header().proposer();
        if (core.self() >= 0 && sealer.equals(core.validators().get(core.self()).key())) {
            core.own().raise(block.height()); // sealed by this authority, whatever its journal says
        }
    }

    @Override
    public void breach(SealedBlock block) {
        watch.breach(block);
    }

    @Override
    public void headChanged(boolean extended) {
        if (!extended) {
            settleAgain(true);
        }
        route();
    }

    private void route() {
        int n = core.validators().size();
        List<NodeId> next = new ArrayList<>();
        for (long height = tree.headHeight() + 1; height <= tree.headHeight() + 2; height++) {
            next.add(core.validators().get(Turn.inTurn(height, n)).node());
        }
        core.out().emit(new Effect.Route(next));
    }

    @Override
    public void workChanged() {
        fruitless = Hash.ZERO;
        moreCame = true;
    }

    /** An authority that has no memory may have sealed before: it asks more than half what there is. */
    private void confirm() {
        if (role == Role.CONFIRMING
                && !settling
                && heard.size() >= Turn.span(core.validators().size()) - 1) {
            core.own().raise(Math.max(highestHeard, tree.headHeight()));
            core.own().confirm();
            role = Role.VALIDATOR;
        }
    }

    @Override
    public boolean isAsking() {
        return role == Role.CONFIRMING;
    }

    @Override
    public void update() {
        if (settledRoot != tree.rootHeight()) {
            settledRoot = tree.rootHeight();
            settlings = 0;
        }
        endSettling();
        confirm();
        Optional<Turn> turn = role == Role.VALIDATOR ? turn() : Optional.empty();
        int rank = turn.map(due -> due.rank(
                        tree.headHeight() + 1, core.self(), core.validators().size()))
                .orElse(-1);
        if (rank < 0
                || buildingOn != null
                || settling
                || tree.headHeight() + 1 <= core.own().highest()
                || !isWanted(turn.get())) {
            disarm();
        } else if (!armedFor.equals(tree.headHash())) {
            armedFor = tree.headHash();
            armedRank = rank;
            core.out().timer(SEAL, settings.periodMs() + (long) rank * settings.backupMs());
        }
    }

    private Optional<Turn> turn() {
        return Turn.above(tree.headHeader(), core.validators());
    }

    private boolean isWanted(Turn turn) {
        return !fruitless.equals(tree.headHash())
                && (core.readyTransactions() > 0
                        || turn.mayBeEmpty(core.validators().size()));
    }

    private void disarm() {
        if (!armedFor.equals(Hash.ZERO)) {
            armedFor = Hash.ZERO;
            core.out().cancel(SEAL);
        }
    }

    @Override
    public void fired(int timer) {
        if (timer == SETTLE) {
            settling = false;
            fixedSettling = false;
            awaited.clear();
        } else if (timer == SEAL) {
            armedFor = Hash.ZERO;
            build();
        } else {
            throw new IllegalArgumentException("timer " + timer + " was never set");
        }
    }

    private void build() {
        Optional<Turn> turn = turn();
        if (turn.isEmpty() || buildingOn != null) {
            return;
        }
        if (armedRank > 0) {
            core.out().emit(new Effect.SpreadPending()); // those before may lack what is to be ordered
        }
        buildingOn = tree.headHash();
        moreCame = false;
        boolean empty = turn.get().mayBeEmpty(core.validators().size());
        core.out().emit(new Effect.Build(++request, buildingOn, turn.get().encode(), empty));
    }

    @Override
    public void built(Event.Built built) {
        Hash parent = buildingOn;
        if (parent == null || built.request() != request) {
            built.block().ifPresent(block -> core.out().emit(new Effect.Abandon(block.hash())));
            return;
        }
        buildingOn = null;
        if (built.block().isEmpty()) {
            fruitless = moreCame ? Hash.ZERO : parent;
            return;
        }
        ProposedBlock block = built.block().get();
        boolean late = !parent.equals(tree.headHash())
                || settling
                || block.header().height() <= core.own().highest();
        if (late) {
            core.out().emit(new Effect.Abandon(block.hash()));
            return;
        }
        SealedBlock sealed = seal(block);
        watch.seen(sealed);
        core.publish(sealed);
        tree.offerBuilt(sealed);
    }

    private SealedBlock seal(ProposedBlock block) {
        Signer signer = core.node().signer().orElseThrow();
        BlockHeader header = block.header();
        return new SealedBlock(block, signer.sign(rules.sealMessage(header, block.hash())));
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public String detail() {
        int due = Turn.inTurn(tree.headHeight() + 1, core.validators().size());
        return "the next block is due from " + core.validators().get(due).name()
                + (role == Role.CONFIRMING ? "; asks the others for what it may have sealed before" : "");
    }
}

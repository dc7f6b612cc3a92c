package org.tallystick.consensus.bft;

import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus.Role;

/** What the parts of one protocol instance share. One thread uses it. */
final class Core {
    private final Committee committee;
    private final Parameters parameters;
    private final MessageCodec codec;
    private final Outbox out;
    private final ViewTable views;
    private final BlockTree blocks;
    private final Journal journal;
    private Role role = Role.OBSERVER;
    private int readyTransactions;

    Core(EngineContext context) {
        committee = new Committee(context);
        parameters = context.parameters();
        codec = new MessageCodec(context.chainId(), committee.epoch(), committee.size());
        out = new Outbox(committee, codec);
        views = new ViewTable();
        blocks = new BlockTree(views, out);
        journal = new Journal(committee, codec, out);
    }

    Committee committee() {
        return committee;
    }

    Parameters parameters() {
        return parameters;
    }

    MessageCodec codec() {
        return codec;
    }

    Outbox out() {
        return out;
    }

    ViewTable views() {
        return views;
    }

    BlockTree blocks() {
        return blocks;
    }

    Journal journal() {
        return journal;
    }

    Role role() {
        return role;
    }

    void setRole(Role now) {
        role = now;
    }

    /** Whether this node casts votes. */
    boolean isVoting() {
        return role == Role.VALIDATOR;
    }

    int readyTransactions() {
        return readyTransactions;
    }

    void setReadyTransactions(int ready) {
        readyTransactions = ready;
    }

    /** Whether the newest block known leads to the end of the epoch, but is not yet it. */
    boolean isEpochEnding() {
        if (!views.hasUnfinal()) {
            return blocks.leadsToEnd(views.headHash());
        }
        ViewSlot top = views.peek(views.topNotarized());
        return top != null
                && top.notarized() != null
                && blocks.leadsToEnd(top.notarized().block());
    }

    /** Whether a vote may still be cast in a view: it is not closed, and what was said in it before is known. */
    boolean isOpen(ViewSlot slot) {
        return isVoting() && slot.view() > views.headView() && slot.view() >= journal.openFrom();
    }
}

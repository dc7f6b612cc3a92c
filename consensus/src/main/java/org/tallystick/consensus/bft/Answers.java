package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Serves blocks and certificates, and tells whoever is stuck behind what came after. Each peer gets a bounded number of
 * answers in a window of time; the window's timer runs only after an answer was given.
 */
final class Answers {
    private final Core core;
    private final NodeId self;
    private final Map<NodeId, Integer> given = new HashMap<>();

    Answers(Core core, NodeId self) {
        this.core = core;
        this.self = self;
    }

    /** A new window begins. */
    void fired() {
        given.clear();
    }

    /** Whether a peer may be answered once more in this window; what was passed on stands in this node's own name. */
    boolean allows(NodeId peer) {
        if (peer.equals(self)) {
            return false;
        }
        if (given.size() >= Limits.SENDERS && !given.containsKey(peer)) {
            return false;
        }
        if (given.isEmpty()) {
            core.out().timer(Timers.ANSWER, Timers.ANSWER_WINDOW);
        }
        return given.merge(peer, 1, Integer::sum) <= Limits.ANSWERS;
    }

    /** A request for a block that is not final yet. One that is final here is answered with its finality. */
    void block(Item.BlockRequest request, NodeId from) {
        ProposedBlock block =
                core.blocks().holds(request.block()) ? core.blocks().get(request.block()) : null;
        List<Item> answer = new ArrayList<>(1);
        if (block != null) {
            answer.add(new Item.BlockReply(block));
        } else if (core.views().newestFinalization() != null) {
            answer.add(core.views().newestFinalization());
        }
        if (!answer.isEmpty() && allows(from)) {
            core.out().send(from, answer, false);
        }
    }

    void certificates(Item.CertificateRequest request, NodeId from) {
        tell(request.from(), request.to(), from);
    }

    /**
     * A message that was sent again: its sender is stuck. If it is in a lower view, or knows less to be final, it gets
     * what brings it here.
     */
    void repeated(List<Item> items, NodeId from) {
        long view = 1;
        long decided = 0;
        for (Item item : items) {
            if (item instanceof Certificate certificate) {
                view = Math.max(view, certificate.view() + 1);
                decided = certificate.kind() == VoteKind.FINALIZE ? Math.max(decided, certificate.view()) : decided;
            } else if (item instanceof Vote vote) {
                view = Math.max(view, vote.kind() == VoteKind.FINALIZE ? vote.view() + 1 : vote.view());
            } else if (item instanceof Proposal proposal) {
                view = Math.max(view, proposal.view());
            }
        }
        if (view < core.views().current() || decided < core.views().decided()) {
            tell(view, core.views().current() - 1, from);
        }
    }

    /** The newest finalization and the certificates of a range, newest first when they are too many. */
    private void tell(long from, long to, NodeId peer) {
        ViewTable views = core.views();
        List<Item> items = new ArrayList<>();
        Certificate finalization = views.newestFinalization();
        if (finalization != null) {
            items.add(finalization);
        }
        long first = Math.max(from, to - Limits.MAX_RANGE / 2 + 1L);
        for (ViewSlot slot : views.range(first, to)) {
            addIfPresent(items, slot.certificate(VoteKind.NOTARIZE));
            addIfPresent(items, slot.certificate(VoteKind.NULLIFY));
        }
        if (!items.isEmpty() && allows(peer)) {
            core.out().send(peer, items, false);
        }
    }

    private static void addIfPresent(List<Item> items, Certificate certificate) {
        if (certificate != null) {
            items.add(certificate);
        }
    }
}

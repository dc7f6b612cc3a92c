package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.model.Bytes;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/**
 * Hands signatures out to be checked and remembers what for. Checks under way are bounded per validator named, so that
 * forged votes in someone's name cannot crowd out what that someone's own node delivers, and per sender.
 */
final class SignatureDesk {
    private interface Done {
        void done(boolean good);
    }

    /** What becomes of a check. */
    interface Outcome {
        void decided(boolean good);
    }

    private final Committee committee;
    private final Outbox out;
    private final Map<Long, Done> open = new HashMap<>();
    private final NodeId[] speakers; // the id under which each validator's node was last met, to be known at a glance
    private final Subject[] subjects = new Subject[VoteKind.values().length]; // of the last votes of each kind,
    private final Bytes[] messages = new Bytes[VoteKind.values().length]; // and what is signed for them
    private final int[] direct;
    private final int[] relayed;
    private final Map<NodeId, Integer> certificates = new HashMap<>();
    private final LongSupplier requests;

    SignatureDesk(Committee committee, Outbox out, LongSupplier requests) {
        this.requests = requests;
        this.committee = committee;
        this.out = out;
        speakers = new NodeId[committee.size()];
        direct = new int[committee.size()];
        relayed = new int[committee.size()];
    }

    /** Has one vote checked. False when there are too many checks under way, or its signature cannot be one. */
    boolean check(Vote vote, NodeId from, Outcome outcome) {
        int validator = vote.validator();
        boolean own = speaksFor(validator, from);
        int[] counts = own ? direct : relayed;
        if (!committee.plausible(vote) || counts[validator] >= (own ? Limits.DIRECT_CHECKS : Limits.RELAYED_CHECKS)) {
            return false;
        }
        counts[validator]++;
        submit(List.of(checkOf(vote)), good -> {
            counts[validator]--;
            outcome.decided(good);
        });
        return true;
    }

    /** Has several votes of one certificate checked together. */
    boolean check(List<Vote> votes, NodeId from, Outcome outcome) {
        int running = certificates.getOrDefault(from, 0);
        boolean member = committee.indexOf(from) >= 0;
        if (running >= (member ? Limits.CERTIFICATE_CHECKS : 1)
                || certificates.size() >= Limits.SENDERS
                || !votes.stream().allMatch(committee::plausible)) {
            return false;
        }
        certificates.put(from, running + 1);
        List<SignatureCheck> checks = new ArrayList<>(votes.size());
        votes.forEach(vote -> checks.add(checkOf(vote)));
        submit(checks, good -> {
            certificates.computeIfPresent(from, (node, count) -> count == 1 ? null : count - 1);
            outcome.decided(good);
        });
        return true;
    }

    /** Takes the answer to a request; one that is not known is ignored. */
    void answered(long request, boolean allGood) {
        Done done = open.remove(request);
        if (done != null) {
            done.done(allGood);
        }
    }

    @SuppressWarnings("ReferenceEquality") // where the objects differ, what they say is compared
    private boolean speaksFor(int validator, NodeId node) {
        if (speakers[validator] == node) { // most often
            return true;
        }
        boolean same = committee.node(validator).equals(node);
        if (same) {
            speakers[validator] = node;
        }
        return same;
    }

    /** What has to be checked for a vote; the votes of a view say the same, so the message is made once for all. */
    private SignatureCheck checkOf(Vote vote) {
        int kind = vote.kind().ordinal();
        if (!vote.subject().equals(subjects[kind])) {
            subjects[kind] = vote.subject();
            messages[kind] = committee.message(vote.subject());
        }
        return new SignatureCheck(committee.key(vote.validator()), messages[kind], vote.signature());
    }

    private void submit(List<SignatureCheck> checks, Done done) {
        long request = requests.getAsLong();
        open.put(request, done);
        out.emit(new Effect.Verify(request, checks));
    }
}

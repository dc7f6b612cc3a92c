package org.tallystick.consensus.bft;

import java.util.Map;
import java.util.TreeMap;
import org.tallystick.spi.consensus.Effect;

/**
 * Finds contradictions between verified votes (rule: faults that can be proven). Notarize and nullify in one view is
 * legal. Nullifications outlive their view for a while, so that a finalization that contradicts one names culprits.
 */
final class Evidence {
    private final Committee committee;
    private final MessageCodec codec;
    private final Outbox out;
    private final TreeMap<Long, Certificate> archive = new TreeMap<>();

    Evidence(Committee committee, MessageCodec codec, Outbox out) {
        this.committee = committee;
        this.codec = codec;
        this.out = out;
    }

    /** Holds a verified vote, before it is counted, against what its validator said in the same view. */
    void examine(ViewSlot slot, Vote vote) {
        Vote other = slot.tally(vote.kind()).contradicting(vote);
        if (other != null) {
            accuse(slot, twoOf(vote), other, vote);
        }
        if (vote.kind() == VoteKind.FINALIZE) {
            accuseIfPresent(slot, slot.tally(VoteKind.NULLIFY).of(vote.validator()), vote);
        } else if (vote.kind() == VoteKind.NULLIFY) {
            accuseIfPresent(slot, slot.tally(VoteKind.FINALIZE).of(vote.validator()), vote);
        }
    }

    private void accuseIfPresent(ViewSlot slot, Vote other, Vote vote) {
        if (other != null) {
            accuse(slot, "finalize-and-nullify", other, vote);
        }
    }

    private String twoOf(Vote vote) {
        if (vote.kind() == VoteKind.FINALIZE) {
            return "two-finalize-votes";
        }
        return committee.leader(vote.view()) == vote.validator() ? "two-proposals" : "two-notarize-votes";
    }

    private void accuse(ViewSlot slot, String kind, Vote first, Vote second) {
        if (slot.accuse(first.validator())) {
            emit(kind, first, second);
        }
    }

    private void emit(String kind, Vote first, Vote second) {
        out.emit(new Effect.Accuse(first.validator(), kind, codec.encode(first), codec.encode(second)));
    }

    /** Keeps the nullification of a view that is being forgotten. */
    void archive(ViewSlot slot) {
        Certificate nullification = slot.certificate(VoteKind.NULLIFY);
        if (nullification != null) {
            archive.put(slot.view(), nullification);
            if (archive.size() > Limits.ARCHIVED_VIEWS) {
                archive.pollFirstEntry();
            }
        }
    }

    /** Whether a finalization of a forgotten view would contradict a nullification that is still remembered. */
    boolean isArchived(long view) {
        return archive.containsKey(view);
    }

    /** A verified finalization of a view that was nullified: whoever signed both is at fault. */
    void examineArchived(Certificate finalization) {
        Certificate nullification = archive.remove(finalization.view());
        if (nullification == null) {
            return;
        }
        for (Vote vote : finalization.votes()) {
            Vote other = nullification.of(vote.validator());
            if (other != null) {
                emit("finalize-and-nullify", other, vote);
            }
        }
    }

    /** For tests of bounds. */
    Map<Long, Certificate> archived() {
        return archive;
    }
}

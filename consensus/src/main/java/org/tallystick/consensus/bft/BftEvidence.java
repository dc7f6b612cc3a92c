package org.tallystick.consensus.bft;

import java.util.Optional;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.Evidence;
import org.tallystick.model.PublicKey;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.EvidenceVerifier;

/**
 * Tells from two messages and the validators of their epoch, and from nothing else, whether a validator broke the
 * protocol: two different notarize votes or proposals, two different finalize votes, or finalize and nullify, of one view
 * (rule: Faults that can be proven). Notarize and nullify of one view is legal. Stateless.
 */
public final class BftEvidence implements EvidenceVerifier {
    /** Two different blocks proposed in the view that the validator led. */
    public static final String TWO_PROPOSALS = "two-proposals";

    /** Two different blocks notarized in one view. */
    public static final String TWO_NOTARIZE_VOTES = "two-notarize-votes";

    /** Two different blocks finalized in one view. */
    public static final String TWO_FINALIZE_VOTES = "two-finalize-votes";

    /** A view both finalized and nullified. */
    public static final String FINALIZE_AND_NULLIFY = "finalize-and-nullify";

    /** Does nothing. */
    public BftEvidence() {}

    @Override
    public boolean proves(Evidence evidence, ValidatorSet validators, SignatureVerifier signatures) {
        if (validators.epoch() != evidence.epoch() || evidence.epoch() > Limits.MAX_EPOCH) {
            return false;
        }
        MessageCodec codec = new MessageCodec(evidence.chainId(), evidence.epoch(), validators.size());
        Optional<Vote> first = vote(codec, evidence.first());
        Optional<Vote> second = vote(codec, evidence.second());
        if (first.isEmpty()
                || second.isEmpty()
                || first.get().validator() != second.get().validator()) {
            return false;
        }
        int validator = first.get().validator();
        int leader = (int) (first.get().view() % validators.size());
        Optional<String> kind = contradiction(first.get(), second.get(), leader == validator);
        PublicKey key = validators.get(validator).key();
        return kind.isPresent()
                && kind.get().equals(evidence.kind())
                && key.equals(evidence.validator())
                && isGood(evidence, first.get(), key, signatures)
                && isGood(evidence, second.get(), key, signatures);
    }

    private static Optional<Vote> vote(MessageCodec codec, Bytes message) {
        try {
            Envelope envelope = codec.decode(message);
            return !envelope.repeat()
                            && envelope.items().size() == 1
                            && envelope.items().get(0) instanceof Vote only
                    ? Optional.of(only)
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty(); // the caller learns it from the verdict
        }
    }

    /** What two votes of one validator amount to, in either order. */
    static Optional<String> contradiction(Vote one, Vote other, boolean leading) {
        if (one.view() != other.view() || one.subject().equals(other.subject())) {
            return Optional.empty();
        }
        if (one.kind() == other.kind()) {
            return switch (one.kind()) {
                case NOTARIZE -> Optional.of(leading ? TWO_PROPOSALS : TWO_NOTARIZE_VOTES);
                case FINALIZE -> Optional.of(TWO_FINALIZE_VOTES);
                case NULLIFY -> Optional.empty();
            };
        }
        boolean finalized = one.kind() == VoteKind.FINALIZE || other.kind() == VoteKind.FINALIZE;
        boolean nullified = one.kind() == VoteKind.NULLIFY || other.kind() == VoteKind.NULLIFY;
        return finalized && nullified ? Optional.of(FINALIZE_AND_NULLIFY) : Optional.empty();
    }

    private static boolean isGood(Evidence evidence, Vote vote, PublicKey key, SignatureVerifier signatures) {
        byte[] message = vote.subject().signedMessage(evidence.chainId(), evidence.epoch());
        return signatures.verify(key, message, vote.signature());
    }
}

package org.tallystick.consensus.bft;

import java.util.Optional;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ProposedBlock;

/** One of the things a message carries. */
sealed interface Item permits Item.Unsigned, Certificate, Proposal, Vote {
    /** Requests and answers, which carry no signature of their own. */
    sealed interface Unsigned extends Item {}

    /** Asks for a block that is not final yet. */
    record BlockRequest(Hash block) implements Unsigned {}

    /** A block; it proves itself by its hash. */
    record BlockReply(ProposedBlock block) implements Unsigned {}

    /**
     * Asks for the certificates of views, and for the newest finalization.
     *
     * @param from the first view
     * @param to the last, less than {@link Limits#MAX_RANGE} further
     */
    record CertificateRequest(long from, long to) implements Unsigned {
        public CertificateRequest {
            if (from < 0 || to < from || to - from >= Limits.MAX_RANGE || to > Limits.MAX_VIEW) {
                throw new IllegalArgumentException("no range of views: " + from + " to " + to);
            }
        }
    }

    /** Asks what the receiver has seen of a validator's votes. */
    record VoteQuery(int validator) implements Unsigned {}

    /**
     * Answers {@link VoteQuery}. Counts only when the reporter's own node delivers it, which makes it fresh and
     * authentic without a signature.
     *
     * @param about the validator asked about
     * @param highest its vote with the highest view that the reporter holds, if any
     */
    record VoteReport(int about, Optional<Vote> highest) implements Unsigned {}

    /** Asks whether the epoch is still open for the receiver. */
    record EpochQuery() implements Unsigned {}

    /**
     * Answers {@link EpochQuery}: its sender, a voting validator, has said nothing yet that could end the epoch. Counts
     * only when the reporter's own node delivers it.
     */
    record EpochReport() implements Unsigned {}
}

package org.tallystick.consensus.bft;

import org.tallystick.model.Bytes;

/**
 * A signed vote.
 *
 * @param subject what it says
 * @param validator index of who says it
 * @param signature over {@link Subject#signedMessage}
 */
record Vote(Subject subject, int validator, Bytes signature) implements Item {
    VoteKind kind() {
        return subject.kind();
    }

    long view() {
        return subject.view();
    }

    /** Without the signature: sets of votes are small, and a hash of every byte costs more than they do. */
    @Override
    public int hashCode() {
        return 31 * subject.hashCode() + validator;
    }
}

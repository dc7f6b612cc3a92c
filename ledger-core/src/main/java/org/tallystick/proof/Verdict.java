package org.tallystick.proof;

import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.model.Validator;

/** What a light client says of a proof. */
public sealed interface Verdict {
    /**
     * Everything that the proof says is so, if enough of the named validators are honest, as their ledger assumes.
     *
     * @param proof what was checked; its claims hold for its {@link Proof#subject() block}
     * @param attested hash of the attested block
     * @param subject hash of the block that the claims are about; the same, unless that is an ancestor
     * @param attestors whose signatures the certificate carries; none when the engine's certificates name nobody
     * @param checkpoint what may be trusted from now on: the attested block, or what was trusted if that is newer
     */
    record Verified(Proof proof, Hash attested, Hash subject, List<Validator> attestors, Checkpoint checkpoint)
            implements Verdict {
        /** Copies the list. */
        public Verified {
            attestors = List.copyOf(attestors);
        }
    }

    /**
     * The proof does not convince.
     *
     * @param reason for programs
     * @param message for people: what is wrong, and where it can be said, what would be right
     */
    record Refused(Reason reason, String message) implements Verdict {}

    /** Why a proof does not convince. */
    enum Reason {
        /** It is not a proof file, or damaged so that it cannot be read. */
        UNREADABLE,
        /** It is about another ledger. */
        OTHER_LEDGER,
        /** It begins at an epoch, or a configuration, other than the one that is trusted. */
        NOT_FROM_HERE,
        /** The way from one epoch to the next is not as the older one decided it. */
        BAD_STEP,
        /** The certificate does not show that the block is final. */
        BAD_CERTIFICATE,
        /** The older block does not lie below the attested one. */
        BAD_ANCESTOR,
        /** A claim does not hold for the block. */
        BAD_CLAIM,
        /** It is attested, and contradicts what is trusted: the ledger has forked, or the trusted block is not its own. */
        CONTRADICTION
    }
}

package org.tallystick.contract.governance;

import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** A call of the governance contract. */
public sealed interface GovernanceCall {
    /** A governor proposes, in place of what it may have proposed before, and thereby approves. */
    record Propose(Proposal proposal) implements GovernanceCall {}

    /**
     * A governor approves a proposal.
     *
     * @param proposer whose
     * @param proposal its id: that of the transaction that made it
     */
    record Approve(AccountId proposer, Hash proposal) implements GovernanceCall {}

    /** A governor takes its proposal back. */
    record Withdraw() implements GovernanceCall {}

    /** A coming validator has caught up; whoever may send it. */
    record Ready(Readiness readiness) implements GovernanceCall {}

    /** Has a proposal scheduled for which everything is together; whoever may send it. */
    record Schedule(AccountId proposer, Hash proposal) implements GovernanceCall {}

    /** The call bytes of a transaction. */
    default Bytes encode() {
        CanonicalWriter out = new CanonicalWriter(256);
        if (this instanceof Propose propose) {
            propose.proposal().write(out.u8(1));
        } else if (this instanceof Approve approve) {
            out.u8(2).hash(approve.proposer().hash()).hash(approve.proposal());
        } else if (this instanceof Withdraw) {
            out.u8(3);
        } else if (this instanceof Ready ready) {
            ready.readiness().write(out.u8(4));
        } else if (this instanceof Schedule schedule) {
            out.u8(5).hash(schedule.proposer().hash()).hash(schedule.proposal());
        }
        return out.toBytes();
    }

    /** Decodes a call that fills the input exactly. */
    static GovernanceCall decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        int kind = in.u8("kind of governance call");
        GovernanceCall call = switch (kind) {
            case 1 -> new Propose(Proposal.read(in));
            case 2 -> new Approve(new AccountId(in.hash("proposer")), in.hash("proposal"));
            case 3 -> new Withdraw();
            case 4 -> new Ready(Readiness.read(in));
            case 5 -> new Schedule(new AccountId(in.hash("proposer")), in.hash("proposal"));
            default ->
                throw new MalformedException("governance call of kind " + kind + " is not known; 1 (propose), 2"
                        + " (approve), 3 (withdraw), 4 (ready) and 5 (schedule) are");
        };
        in.end("governance call");
        return call;
    }
}

package org.tallystick.contract.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.Governance;
import org.tallystick.model.Hash;

/**
 * A proposal that has not been scheduled yet; each governor has at most one.
 *
 * @param id the transaction that made it
 * @param proposal what it says
 * @param approvals the governors that approve, in the order in which they did; the proposer first
 */
public record OpenProposal(Hash id, Proposal proposal, List<AccountId> approvals) {
    /** Copies the list. */
    public OpenProposal {
        Objects.requireNonNull(id, "id");
        approvals = List.copyOf(approvals);
    }

    /** Whose it is. */
    public AccountId proposer() {
        return approvals.get(0);
    }

    /** Whether enough governors approve. */
    public boolean isApproved(Governance governance) {
        return approvals.stream()
                        .filter(account -> governance.find(account).isPresent())
                        .count()
                >= governance.threshold();
    }

    OpenProposal approvedBy(AccountId governor) {
        List<AccountId> more = new ArrayList<>(approvals);
        more.add(governor);
        return new OpenProposal(id, proposal, more);
    }

    void write(CanonicalWriter out) {
        proposal.write(out.hash(id));
        out.u8(approvals.size());
        approvals.forEach(account -> out.hash(account.hash()));
    }

    static OpenProposal read(CanonicalReader in) throws MalformedException {
        Hash id = in.hash("proposal");
        Proposal proposal = Proposal.read(in);
        int count = in.u8("number of approvals");
        if (count == 0) {
            throw new MalformedException("a proposal that its proposer does not approve");
        }
        List<AccountId> approvals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            approvals.add(new AccountId(in.hash("governor")));
        }
        return new OpenProposal(id, proposal, approvals);
    }
}

package org.tallystick.contract.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.GovernanceCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.StateReader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Governance;
import org.tallystick.model.LedgerConfig;

/**
 * What the governance contract answers to its one question, which has no bytes.
 *
 * @param governance who decides
 * @param before what was in force before the last change took effect, or is until the next one does
 * @param scheduled the last change that was decided, if there ever was one
 * @param open the proposals that are not decided; void ones included
 */
public record GovernanceStatus(
        Governance governance, LedgerConfig before, Optional<Scheduled> scheduled, List<OpenProposal> open) {
    /** Copies the list. */
    public GovernanceStatus {
        Objects.requireNonNull(governance, "governance");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(scheduled, "scheduled");
        open = List.copyOf(open);
    }

    /** Reads it from the contract's state. */
    public static GovernanceStatus read(StateReader state) {
        Optional<Scheduled> scheduled = GovernanceState.scheduled(state);
        LedgerConfig before = GovernanceState.inForce(
                state, scheduled.map(Scheduled::boundary).orElse(1L));
        return new GovernanceStatus(
                GovernanceState.governance(state), before, scheduled, GovernanceState.proposals(state));
    }

    /** What is in force at a height above the last change that took effect. */
    public LedgerConfig inForce(long height) {
        return scheduled
                .filter(change -> change.boundary() < height)
                .map(Scheduled::config)
                .orElse(before);
    }

    /** The answer's bytes. */
    public Bytes encode() {
        CanonicalWriter out = new CanonicalWriter(1024);
        out.bytes32(GovernanceCodec.encode(governance));
        ConfigCodec.write(before, out);
        out.u8(scheduled.isPresent() ? 1 : 0);
        scheduled.ifPresent(change -> GovernanceState.write(change, out));
        out.u8(open.size());
        open.forEach(proposal -> proposal.write(out));
        return out.toBytes();
    }

    /** Reads the answer. */
    public static GovernanceStatus decode(Bytes answer) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(answer);
        Governance governance = GovernanceCodec.decode(in.bytes32("governors", 1 << 16));
        LedgerConfig before = ConfigCodec.read(in);
        int present = in.u8("presence of a change");
        if (present > 1) {
            throw new MalformedException("presence of a change is 0 or 1, not " + present);
        }
        Optional<Scheduled> scheduled =
                present == 1 ? Optional.of(GovernanceState.readScheduled(in)) : Optional.empty();
        int count = in.u8("number of proposals");
        List<OpenProposal> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(OpenProposal.read(in));
        }
        in.end("governance status");
        return new GovernanceStatus(governance, before, scheduled, open);
    }
}

package org.tallystick.contract.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.GovernanceCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.StateReader;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Validator;

/**
 * How the governance contract keeps its state, from which the node reads what is in force. The keys: 1, the governors;
 * 2, the configuration up to the boundary of what is under 3; 3, what was decided last; 4 and a governor's account, its
 * open proposal; 5, a voting key and a node, until when the readiness of the two together counts.
 */
public final class GovernanceState {
    /** Where the governors are. */
    public static final Bytes GOVERNORS = key(1).toBytes();

    /** Where the configuration before the last change is; that of the genesis before there was one. */
    public static final Bytes BEFORE = key(2).toBytes();

    /** Where the last change is, whether it has taken effect or not. */
    public static final Bytes SCHEDULED = key(3).toBytes();

    private GovernanceState() {}

    private static CanonicalWriter key(int kind) {
        return new CanonicalWriter(40).u8(kind);
    }

    private static Bytes proposalKey(AccountId governor) {
        return key(4).hash(governor.hash()).toBytes();
    }

    private static Bytes readyKey(PublicKey validator, NodeId node) {
        return key(5).publicKey(validator).publicKey(node.key()).toBytes();
    }

    /** Reads a value that this contract or the genesis wrote. */
    private interface Reader<T> {
        T read(CanonicalReader in) throws MalformedException;
    }

    private static <T> Optional<T> read(StateReader state, Bytes key, Reader<T> reader) {
        Optional<Bytes> value = state.get(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            CanonicalReader in = CanonicalReader.of(value.get());
            T read = reader.read(in);
            in.end("governance state");
            return Optional.of(read);
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds a governance record that cannot be read", e);
        }
    }

    /** Who decides. */
    public static Governance governance(StateReader state) {
        try {
            return GovernanceCodec.decode(state.get(GOVERNORS).orElseThrow());
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds governors that cannot be read", e);
        }
    }

    /** The last change that was decided, in the future or in the past. */
    public static Optional<Scheduled> scheduled(StateReader state) {
        return read(state, SCHEDULED, GovernanceState::readScheduled);
    }

    /** What is in force at a height, by the state after the block before. */
    public static LedgerConfig inForce(StateReader state, long height) {
        Optional<Scheduled> scheduled = scheduled(state);
        if (scheduled.isPresent() && scheduled.get().boundary() < height) {
            return scheduled.get().config();
        }
        return read(state, BEFORE, ConfigCodec::read).orElseThrow();
    }

    /** The values under {@link #BEFORE} and {@link #SCHEDULED} once a change is decided. */
    public static Bytes encode(Scheduled scheduled) {
        CanonicalWriter out = new CanonicalWriter(1024);
        write(scheduled, out);
        return out.toBytes();
    }

    static void write(Scheduled scheduled, CanonicalWriter out) {
        ConfigCodec.write(scheduled.config(), out.u64(scheduled.boundary()));
    }

    static Scheduled readScheduled(CanonicalReader in) throws MalformedException {
        long boundary = in.u64("boundary");
        if (boundary == 0) {
            throw new MalformedException("a boundary at genesis");
        }
        return new Scheduled(boundary, ConfigCodec.read(in));
    }

    static void schedule(CallContext state, LedgerConfig before, Scheduled scheduled) {
        state.put(BEFORE, ConfigCodec.encode(before));
        state.put(SCHEDULED, encode(scheduled));
    }

    /** The open proposal of a governor. */
    public static Optional<OpenProposal> proposal(StateReader state, AccountId governor) {
        return read(state, proposalKey(governor), OpenProposal::read);
    }

    /** The open proposals of all governors. */
    public static List<OpenProposal> proposals(StateReader state) {
        List<OpenProposal> open = new ArrayList<>();
        for (Governor governor : governance(state).governors()) {
            proposal(state, governor.account()).ifPresent(open::add);
        }
        return open;
    }

    static void setProposal(CallContext state, OpenProposal open) {
        CanonicalWriter out = new CanonicalWriter(512);
        open.write(out);
        state.put(proposalKey(open.proposer()), out.toBytes());
    }

    static void removeProposal(CallContext state, AccountId governor) {
        state.delete(proposalKey(governor));
    }

    /** Until when a coming validator's word counts that it has caught up; 0 when it has not given it. */
    public static long readyUntil(StateReader state, Validator validator) {
        return read(state, readyKey(validator.key(), validator.node()), in -> in.u64("ready until"))
                .orElse(0L);
    }

    static void setReady(CallContext state, PublicKey validator, NodeId node, long until) {
        state.put(readyKey(validator, node), new CanonicalWriter(8).u64(until).toBytes());
    }

    static void removeReady(CallContext state, Validator validator) {
        state.delete(readyKey(validator.key(), validator.node()));
    }
}

package org.tallystick.contract.governance;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.contract.StateReader;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Genesis;
import org.tallystick.model.Governance;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Validator;

/**
 * Through this contract the governors change validators and parameters. A governor proposes, others approve, every coming
 * validator shows that it has caught up; with the last of these the change is scheduled, and the node carries it out at
 * the height stated. Until then, and that is a few empty blocks, nothing else is decided. Its refusal codes are part of
 * version 1.
 */
public final class GovernanceContract implements Contract<GovernanceCall> {
    /** The name under which a genesis lists it. */
    public static final ContractId ID = Genesis.GOVERNANCE_CONTRACT;

    /** The version of this behaviour. */
    public static final int VERSION = 1;

    /** How far ahead a change is scheduled at most, as the blocks up to it are empty. */
    public static final int MAX_LEAD = 16;

    /** For how long at most a proposal stays open, in ms. */
    public static final long MAX_OPEN_MS = 90L * 86_400_000;

    /** Refusal: the call's or the query's bytes are not the encoding of one. */
    public static final String MALFORMED_CALL = "malformed-call";

    /** Refusal: the sender is none of the governors. */
    public static final String NOT_A_GOVERNOR = "not-a-governor";

    /** Refusal: no such proposal is open. */
    public static final String UNKNOWN_PROPOSAL = "unknown-proposal";

    /** Refusal: the proposal is of another epoch, or its time is over. */
    public static final String VOID_PROPOSAL = "void-proposal";

    /** Refusal: the changes do not fit what is in force. */
    public static final String IMPOSSIBLE_CHANGE = "impossible-change";

    /** Refusal: a change has been scheduled and not yet taken effect. */
    public static final String CHANGE_UNDER_WAY = "change-under-way";

    /** Refusal: nobody proposes this validator. */
    public static final String NOT_EXPECTED = "not-expected";

    /** Refusal: the word of readiness is not true, not recent, or not signed by its key. */
    public static final String NOT_READY = "not-ready";

    /** Refusal: something is still missing for the proposal. */
    public static final String NOT_DECIDED = "not-decided";

    private final Consumer<LedgerConfig> requirement;

    /** For a ledger whose engine runs with any validators and parameters. */
    public GovernanceContract() {
        this(config -> {});
    }

    /**
     * Only what the ledger's engine can run with can be proposed.
     *
     * @param requirement throws {@link IllegalArgumentException}, saying why, on what the engine refuses; depends on
     *     nothing but its argument, as its answer becomes part of the ledger's outcomes
     */
    public GovernanceContract(Consumer<LedgerConfig> requirement) {
        this.requirement = Objects.requireNonNull(requirement, "requirement");
    }

    @Override
    public ContractId id() {
        return ID;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public GovernanceCall decode(Bytes call) throws ContractRefusal {
        try {
            return GovernanceCall.decode(call);
        } catch (MalformedException e) {
            throw new ContractRefusal(MALFORMED_CALL, e.getMessage());
        }
    }

    @Override
    public Bytes execute(GovernanceCall call, CallContext context) throws ContractRefusal {
        Optional<Scheduled> scheduled = GovernanceState.scheduled(context);
        if (scheduled.isPresent() && scheduled.get().boundary() >= context.height()) {
            throw new ContractRefusal(
                    CHANGE_UNDER_WAY,
                    "a change takes effect after block " + scheduled.get().boundary());
        }
        if (call instanceof GovernanceCall.Propose propose) {
            propose(propose.proposal(), context);
        } else if (call instanceof GovernanceCall.Approve approve) {
            approve(approve, context);
        } else if (call instanceof GovernanceCall.Withdraw) {
            requireGovernor(context);
            drop(context, context.sender());
        } else if (call instanceof GovernanceCall.Ready ready) {
            ready(ready.readiness(), context);
        } else if (call instanceof GovernanceCall.Schedule schedule) {
            OpenProposal open = open(schedule.proposer(), schedule.proposal(), context);
            Optional<String> missing = missing(open, context);
            if (missing.isPresent()) {
                throw new ContractRefusal(NOT_DECIDED, missing.get());
            }
            schedule(open, context);
        }
        return Bytes.EMPTY;
    }

    @Override
    public Bytes query(Bytes request, StateReader state) throws ContractRefusal {
        if (request.size() > 0) {
            throw new ContractRefusal(MALFORMED_CALL, "the one question to this contract has no bytes");
        }
        return GovernanceStatus.read(state).encode();
    }

    private static Governance requireGovernor(CallContext context) throws ContractRefusal {
        Governance governance = GovernanceState.governance(context);
        if (governance.find(context.sender()).isEmpty()) {
            throw new ContractRefusal(NOT_A_GOVERNOR, "account " + context.sender() + " is none of the governors");
        }
        return governance;
    }

    private void propose(Proposal proposal, CallContext context) throws ContractRefusal {
        requireGovernor(context);
        requireAlive(proposal, context);
        if (proposal.validUntil() - context.timestamp() > MAX_OPEN_MS) {
            throw new ContractRefusal(VOID_PROPOSAL, "a proposal stays open for at most " + MAX_OPEN_MS + " ms");
        }
        outcome(proposal, context);
        drop(context, context.sender());
        OpenProposal open = new OpenProposal(context.transactionId(), proposal, List.of(context.sender()));
        GovernanceState.setProposal(context, open);
        context.emit("proposed", context.transactionId().toBytes());
        scheduleIfDecided(open, context);
    }

    private void approve(GovernanceCall.Approve call, CallContext context) throws ContractRefusal {
        requireGovernor(context);
        OpenProposal open = open(call.proposer(), call.proposal(), context);
        if (!open.approvals().contains(context.sender())) {
            open = open.approvedBy(context.sender());
            GovernanceState.setProposal(context, open);
            context.emit("approved", open.id().toBytes());
        }
        scheduleIfDecided(open, context);
    }

    /** Only a key that a governor proposes may leave something in the state. */
    private void ready(Readiness readiness, CallContext context) throws ContractRefusal {
        LedgerConfig now = GovernanceState.inForce(context, context.height());
        boolean expected = false;
        for (OpenProposal open : GovernanceState.proposals(context)) {
            expected |= isAlive(open.proposal(), context)
                    && Changes.newcomers(now, Changes.apply(now, open.proposal().changes())).stream()
                            .anyMatch(validator -> validator.key().equals(readiness.key())
                                    && validator.node().equals(readiness.node()));
        }
        if (!expected) {
            throw new ContractRefusal(NOT_EXPECTED, "nobody proposes a validator with this key and node");
        }
        long left = readiness.validUntil() - context.timestamp();
        if (left < 0 || left > Readiness.MAX_VALIDITY_MS) {
            throw new ContractRefusal(NOT_READY, "the statement counts for at most one hour, this for " + left + " ms");
        }
        Optional<Hash> there = context.blockHash(readiness.height());
        if (there.isEmpty() || !there.get().equals(readiness.block())) {
            throw new ContractRefusal(
                    NOT_READY,
                    "block " + readiness.height() + " is not a recent one of this chain with hash "
                            + readiness.block());
        }
        if (!context.verify(readiness.key(), readiness.message(context.chainId()), readiness.signature())) {
            throw new ContractRefusal(NOT_READY, "the statement is not signed by the validator's key");
        }
        GovernanceState.setReady(context, readiness.key(), readiness.node(), readiness.validUntil());
        context.emit("ready", new CanonicalWriter(40).publicKey(readiness.key()).toBytes());
        for (OpenProposal open : GovernanceState.proposals(context)) {
            if (isAlive(open.proposal(), context) && missing(open, context).isEmpty()) {
                schedule(open, context);
                return; // one change at a time
            }
        }
    }

    private static OpenProposal open(AccountId proposer, Hash id, CallContext context) throws ContractRefusal {
        Optional<OpenProposal> open = GovernanceState.proposal(context, proposer);
        if (open.isEmpty() || !open.get().id().equals(id)) {
            throw new ContractRefusal(UNKNOWN_PROPOSAL, "account " + proposer + " has no open proposal " + id);
        }
        requireAlive(open.get().proposal(), context);
        return open.get();
    }

    private static void requireAlive(Proposal proposal, CallContext context) throws ContractRefusal {
        if (!isAlive(proposal, context)) {
            throw new ContractRefusal(
                    VOID_PROPOSAL,
                    "a proposal for epoch " + proposal.epoch() + ", valid until " + proposal.validUntil()
                            + ", in a block of epoch "
                            + GovernanceState.inForce(context, context.height()).epoch() + " at "
                            + context.timestamp());
        }
    }

    private static boolean isAlive(Proposal proposal, CallContext context) {
        long epoch = GovernanceState.inForce(context, context.height()).epoch();
        return proposal.isAlive(epoch, context.timestamp());
    }

    private LedgerConfig outcome(Proposal proposal, CallContext context) throws ContractRefusal {
        try {
            LedgerConfig next = Changes.apply(GovernanceState.inForce(context, context.height()), proposal.changes());
            requirement.accept(next);
            return next;
        } catch (IllegalArgumentException e) {
            throw new ContractRefusal(IMPOSSIBLE_CHANGE, e.getMessage());
        }
    }

    private void scheduleIfDecided(OpenProposal open, CallContext context) throws ContractRefusal {
        if (missing(open, context).isEmpty()) {
            schedule(open, context);
        }
    }

    /** What a proposal that is alive still lacks; empty when it can be scheduled. */
    private Optional<String> missing(OpenProposal open, CallContext context) throws ContractRefusal {
        if (!open.isApproved(GovernanceState.governance(context))) {
            return Optional.of("too few governors approve: " + open.approvals().size());
        }
        if (open.proposal().atHeight() > context.height() + MAX_LEAD) {
            return Optional.of("height " + open.proposal().atHeight() + " is more than " + MAX_LEAD + " blocks ahead");
        }
        LedgerConfig now = GovernanceState.inForce(context, context.height());
        for (Validator newcomer : Changes.newcomers(now, outcome(open.proposal(), context))) {
            if (GovernanceState.readyUntil(context, newcomer) < context.timestamp()) {
                return Optional.of("validator " + newcomer.name() + " has not shown of late that it has caught up");
            }
        }
        return Optional.empty();
    }

    private void schedule(OpenProposal open, CallContext context) throws ContractRefusal {
        LedgerConfig before = GovernanceState.inForce(context, context.height());
        long boundary = Math.max(open.proposal().atHeight(), context.height() + 1);
        Scheduled scheduled = new Scheduled(boundary, outcome(open.proposal(), context));
        drop(context, open.proposer());
        GovernanceState.schedule(context, before, scheduled);
        context.emit(
                "scheduled",
                new CanonicalWriter(40)
                        .u64(boundary)
                        .hash(ConfigCodec.hash(scheduled.config()))
                        .toBytes());
    }

    /** Forgets a governor's proposal and the readiness of those whom no other governor would bring. */
    private static void drop(CallContext context, AccountId governor) {
        Optional<OpenProposal> old = GovernanceState.proposal(context, governor);
        if (old.isEmpty()) {
            return;
        }
        GovernanceState.removeProposal(context, governor);
        List<OpenProposal> others = GovernanceState.proposals(context);
        for (Validator newcomer : Changes.brought(old.get().proposal().changes())) {
            boolean stillExpected = others.stream()
                    .anyMatch(other -> Changes.brought(other.proposal().changes()).stream()
                            .anyMatch(wanted -> isOne(wanted, newcomer)));
            if (!stillExpected) {
                GovernanceState.removeReady(context, newcomer);
            }
        }
    }

    private static boolean isOne(Validator one, Validator other) {
        return one.key().equals(other.key()) && one.node().equals(other.node());
    }
}

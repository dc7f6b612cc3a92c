package org.tallystick.testkit.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tallystick.api.Head;
import org.tallystick.api.Ledger;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.codec.RecoveryStatement;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.governance.Change;
import org.tallystick.contract.governance.Changes;
import org.tallystick.contract.governance.GovernanceCall;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.governance.GovernanceStatus;
import org.tallystick.contract.governance.OpenProposal;
import org.tallystick.contract.governance.Proposal;
import org.tallystick.contract.governance.Readiness;
import org.tallystick.crypto.Signer;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Transaction;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.model.Witness;

/**
 * The governors of a simulated ledger, one for each of its first validators: they carry one wish after another through
 * the governance contract, by way of whichever node is up, and try again until it is in force.
 */
public final class SimGovernors {
    private static final int FIRST_ACCOUNT = 1_000;
    private static final int FIRST_RECOVERY_KEY = 2_000;
    private static final int MOST = 16;
    private static final long ROUND = 300_000_000;
    private static final long LIFETIME_MS = 600_000;

    /** Something that governors want; what changes it takes follows from what is in force, and from nothing else. */
    @FunctionalInterface
    public interface Wish {
        /** The changes; none where the wish cannot be fulfilled, or is already. */
        List<Change> changes(LedgerConfig inForce);
    }

    private final SimCluster cluster;
    private final SplittableRandom chance;
    private final Hash chainId;
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private final int threshold;
    private long epoch;
    private boolean running;

    /** Governors that want nothing yet. */
    public SimGovernors(SimCluster cluster, long seed) {
        this.cluster = cluster;
        this.chance = new SplittableRandom(seed);
        this.chainId = GenesisCodec.chainId(cluster.genesis());
        this.threshold = cluster.genesis().governance().orElseThrow().threshold();
    }

    /** Who governs a cluster of so many validators at the beginning: more than half must agree. */
    static Governance governance(int validators, SimCrypto crypto) {
        List<Governor> governors = new ArrayList<>();
        int count = Math.min(validators, MOST);
        for (int i = 0; i < count; i++) {
            AccountId account = SimClient.accountId(signer(crypto, i));
            governors.add(new Governor("g" + i, account, recoveryKey(crypto, i).publicKey()));
        }
        governors.sort(Comparator.comparing(Governor::account));
        return new Governance(governors, count / 2 + 1, count / 2 + 1);
    }

    private static Signer signer(SimCrypto crypto, int governor) {
        return crypto.account(FIRST_ACCOUNT + governor);
    }

    /** The key with which a governor signs recoveries. */
    static Signer recoveryKey(SimCrypto crypto, int governor) {
        return crypto.account(FIRST_RECOVERY_KEY + governor);
    }

    /** The validator that a machine would be. */
    public Validator validator(int machine) {
        return validator(machine, cluster.crypto().validator(machine).publicKey());
    }

    private static Validator validator(int machine, PublicKey key) {
        return new Validator(
                "v" + machine, key, new NodeId(SimCrypto.nodeKey(machine).publicKey()));
    }

    /** Adds a wish, which comes to its turn when those before it are in force. */
    public void decide(Change... changes) {
        List<Change> all = List.of(changes);
        decide(inForce -> all);
    }

    /** Adds a wish, which is looked at when those before it are in force. */
    public void decide(Wish wish) {
        wishes.add(wish);
        if (!running) {
            running = true;
            round();
        }
    }

    /** How many wishes are not in force yet. */
    int wishes() {
        return wishes.size();
    }

    /** The validator that a machine would be with its other key. */
    public Validator rotated(int machine) {
        return validator(machine, cluster.spareKey(machine).publicKey());
    }

    /** Whether every wish is in force on every honest node that is up. */
    public boolean areDone() {
        return wishes.isEmpty()
                && cluster.running().stream()
                        .allMatch(machine -> machine.ledger().config().epoch() == epoch);
    }

    /** The epoch that the wishes have led to. */
    public long epoch() {
        return epoch;
    }

    /** The governors' certificate by which the ledger goes on from where a machine is, with other validators. */
    public RecoveryCertificate recovery(int machine, List<Validator> validators) {
        Head head = cluster.machine(machine).ledger().head();
        LedgerConfig now = cluster.machine(machine).ledger().config();
        LedgerConfig next = new LedgerConfig(new ValidatorSet(now.epoch() + 1, validators), now.parameters());
        return sign(new RecoveryStatement(head.height(), head.hash(), Math.max(now(), head.timestamp() + 1), next));
    }

    /** Enough governors' certificate for a statement. */
    public RecoveryCertificate sign(RecoveryStatement statement) {
        List<Witness> signatures = new ArrayList<>();
        for (int i = 0; i < threshold; i++) {
            signatures.add(RecoveryCertificate.sign(statement, chainId, recoveryKey(cluster.crypto(), i)));
        }
        return RecoveryCertificate.of(statement, signatures);
    }

    private void round() {
        if (wishes.isEmpty()) {
            running = false;
            return;
        }
        cluster.scheduler().after(ROUND + chance.nextLong(ROUND), this::round);
        List<SimMachine> up = cluster.running();
        if (up.isEmpty()) {
            return;
        }
        SimMachine machine = up.get(chance.nextInt(up.size()));
        if (machine.ledger().config().epoch() > epoch) {
            epoch++;
            wishes.remove();
            return;
        }
        SimRuntime life = machine.runtime();
        life.enter(
                SimTrace.Kind.SUBMIT,
                machine.number(),
                () -> machine.ledger().governance().whenComplete((status, fault) -> {
                    if (fault == null && life.isAlive() && !wishes.isEmpty()) {
                        act(machine, status.orElseThrow());
                    }
                }));
    }

    /** Does what is missing, so far as this node knows. */
    private void act(SimMachine machine, GovernanceStatus status) {
        LedgerConfig now = status.inForce(machine.ledger().head().height() + 1);
        if (now.epoch() != epoch) {
            return;
        }
        List<Change> changes = wishes.element().changes(now);
        if (changes.isEmpty()) {
            wishes.remove();
            return;
        }
        long time = machine.ledger().head().timestamp();
        Optional<OpenProposal> open = status.open().stream()
                .filter(candidate -> candidate.proposal().isAlive(epoch, time)
                        && candidate.proposal().changes().equals(changes))
                .findFirst();
        if (open.isEmpty()) {
            Proposal proposal = Proposal.of(epoch, now() + LIFETIME_MS, changes.toArray(new Change[0]));
            send(machine, 0, new GovernanceCall.Propose(proposal).encode());
            return;
        }
        for (int i = 0; i < threshold; i++) {
            AccountId account = SimClient.accountId(signer(cluster.crypto(), i));
            if (!open.get().approvals().contains(account)) {
                send(
                        machine,
                        i,
                        new GovernanceCall.Approve(
                                        open.get().proposer(), open.get().id())
                                .encode());
            }
        }
        if (open.get().isApproved(status.governance())) {
            Changes.newcomers(now, Changes.apply(now, changes)).forEach(newcomer -> ready(machine, newcomer));
        }
    }

    /** A coming validator's node gives its word, if it is up; it may be behind, then the contract refuses it. */
    private void ready(SimMachine via, Validator newcomer) {
        for (SimMachine machine : cluster.running()) {
            if (new NodeId(SimCrypto.nodeKey(machine.number()).publicKey()).equals(newcomer.node())) {
                Optional<Readiness> word = machine.ledger().readiness(Duration.ofMinutes(5));
                word.filter(given -> given.key().equals(newcomer.key()))
                        .ifPresent(given -> send(via, 0, new GovernanceCall.Ready(given).encode()));
            }
        }
    }

    private long now() {
        return SimClock.EPOCH_MS + cluster.scheduler().now() / 1_000_000;
    }

    private void send(SimMachine machine, int governor, Bytes call) {
        Signer signer = signer(cluster.crypto(), governor);
        AccountId account = SimClient.accountId(signer);
        Ledger ledger = machine.ledger();
        SimRuntime life = machine.runtime();
        ledger.nextSequence(account, 0).whenComplete((sequence, fault) -> {
            if (fault == null && life.isAlive()) {
                Transaction body = new Transaction(
                        chainId,
                        account,
                        0,
                        sequence,
                        now() + LIFETIME_MS,
                        GovernanceContract.ID,
                        call,
                        1_000_000,
                        List.of());
                ledger.submit(TransactionCodec.sign(body, List.of(signer)));
            }
        });
    }
}

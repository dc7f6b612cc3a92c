package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.tallystick.api.Refusal;
import org.tallystick.api.Refusal.Reason;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.codec.TransactionDecoder;
import org.tallystick.internal.chain.BlockTree;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.internal.mempool.Mempool.Admission;
import org.tallystick.internal.validation.TransactionChecks;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Receipt;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.transport.Topic;

/** The door for transactions, from the application and from peers: the same gates for both. */
final class Intake {
    private static final int ROUNDS_TO_REMIND = 6;
    private static final int MAX_CHECKING = 8_192;
    /** Peers cannot take all the room, so the application is heard however busy they are. */
    private static final int MAX_CHECKING_FOR_PEERS = 6_144;

    private static final long MAX_BYTES_FOR_PEERS = 32L << 20;

    private final NodeRuntime runtime;
    private final LifeCycle lifeCycle;
    private final FinalChain chain;
    private final BlockTree tree;
    private final Mempool mempool;
    private final TransactionChecks checks;
    private final Submissions submissions;
    private final ConsensusDriver driver;
    private final Outlet outlet;
    private final SignatureQueue queue;
    private final LoadGate gate;
    private final AtomicInteger checking = new AtomicInteger();
    private final AtomicInteger checkingOwn = new AtomicInteger();
    private final AtomicLong bytesOfPeers = new AtomicLong();
    private final UnderWay underWay = new UnderWay();
    private final AtomicBoolean workTold = new AtomicBoolean();
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile List<NodeId> leaders = List.of();

    Intake(
            NodeRuntime runtime,
            LifeCycle lifeCycle,
            FinalChain chain,
            BlockTree tree,
            Mempool mempool,
            TransactionChecks checks,
            Submissions submissions,
            ConsensusDriver driver,
            Outlet outlet,
            LoadGate gate) {
        this.runtime = runtime;
        this.lifeCycle = lifeCycle;
        this.chain = chain;
        this.tree = tree;
        this.mempool = mempool;
        this.checks = checks;
        this.submissions = submissions;
        this.driver = driver;
        this.outlet = outlet;
        this.gate = gate;
        this.queue = new SignatureQueue(runtime.parallel(), runtime.parallelism(), checks);
    }

    /** Where fresh transactions are pushed, besides gossip. */
    void route(List<NodeId> nextLeaders) {
        leaders = nextLeaders;
    }

    CompletableFuture<SubmitResult> submit(SignedTransaction signed) {
        if (!(lifeCycle.phase() instanceof LifeCycle.Phase.Running)) {
            return refused(new Refusal(Reason.NOT_RUNNING, "the node is not running: " + lifeCycle.phase()));
        }
        // First of all, as it costs least.
        if (isTooMuch()) {
            return refused(new Refusal(
                    Reason.BUSY, "more transactions wait than the ledger will soon come to; try again later"));
        }
        EncodedTransaction transaction = TransactionCodec.encode(signed);
        Optional<Refusal> bad = checks.checkForm(transaction);
        if (bad.isPresent()) {
            return refused(bad.get());
        }
        CompletableFuture<SubmitResult> future = new CompletableFuture<>();
        if (!reserve(MAX_CHECKING)) {
            return refused(new Refusal(Reason.BUSY, "the node has too many transactions to check; try again later"));
        }
        if (!submissions.add(transaction.id(), signed.body().validUntil(), future)) {
            checking.decrementAndGet();
            return refused(new Refusal(Reason.BUSY, "too many submissions wait for their outcome; try again later"));
        }
        checkingOwn.incrementAndGet();
        Own own = new Own(transaction, future);
        if (underWay.beginOrWait(transaction.leaf(), () -> queue.addOwn(own))) {
            own.isFirst = true;
            queue.addOwn(own);
        }
        return future;
    }

    /**
     * Whoever has no more under way than the node's share of what may always wait is never refused: else one application
     * that wants as much as is taken would leave nothing to those of other nodes.
     */
    private boolean isTooMuch() {
        int validators = chain.head().outlook().config().validators().size();
        return submissions.size() >= LoadGate.FEW / validators && gate.isTooMuch(waiting());
    }

    /**
     * Those that wait for a block, or for their signatures to be checked. What peers have sent and nobody has checked does
     * not count, or it could silence applications.
     */
    private int waiting() {
        return mempool.ready() - tree.transactionsInBlocks() + checkingOwn.get();
    }

    /** So many transactions became final together. */
    void becameFinal(int transactions) {
        gate.becameFinal(transactions);
    }

    private static CompletableFuture<SubmitResult> refused(Refusal refusal) {
        return CompletableFuture.completedFuture(new SubmitResult.Refused(refusal));
    }

    private boolean reserve(int most) {
        if (checking.incrementAndGet() > most) {
            checking.decrementAndGet();
            return false;
        }
        return true;
    }

    private void admitOwn(EncodedTransaction transaction, CompletableFuture<SubmitResult> future) {
        Admission admission = admit(transaction);
        if (admission instanceof Admission.Refused refused) {
            answer(transaction, future, refused.refusal());
        } else if (admission instanceof Admission.Added) {
            spread(transaction);
        }
    }

    /** A transaction that is refused because it is final already has its outcome. */
    private void answer(EncodedTransaction transaction, CompletableFuture<SubmitResult> future, Refusal refusal) {
        Optional<Receipt> receipt = switch (refusal.reason()) {
            case SEQUENCE_USED, EXPIRED -> chain.reader().receipt(transaction.id());
            default -> Optional.empty();
        };
        if (receipt.isPresent()) {
            submissions.complete(receipt.get());
        } else {
            submissions.refuse(transaction.id(), future, new SubmitResult.Refused(refusal));
        }
    }

    /** A transaction came from a peer. Called from I/O threads. */
    void offered(NodeId from, Hash claimedId, byte[] payload) {
        if (!lifeCycle.isAlive() || !reserve(MAX_CHECKING_FOR_PEERS)) {
            return; // gossip is not reliable; whoever needs it in sends it again
        }
        if (bytesOfPeers.addAndGet(payload.length) > MAX_BYTES_FOR_PEERS) {
            bytesOfPeers.addAndGet(-payload.length);
            checking.decrementAndGet();
            return;
        }
        queue.addForeign(new Foreign(from, claimedId, payload));
    }

    /** Reads a peer's transaction, and looks at all but its signatures. */
    private Optional<EncodedTransaction> read(TransactionDecoder decoder, NodeId from, Hash claimedId, byte[] payload) {
        EncodedTransaction transaction;
        try {
            transaction = decoder.decode(Bytes.wrap(payload));
        } catch (MalformedException e) {
            outlet.penalize(from, "malformed transaction: " + e.getMessage());
            return Optional.empty();
        }
        if (!transaction.id().equals(claimedId)) {
            outlet.penalize(from, "a transaction under another's name");
            return Optional.empty();
        }
        boolean wanted = mempool.find(claimedId).isEmpty()
                && checks.checkForm(transaction).isEmpty();
        return wanted ? Optional.of(transaction) : Optional.empty();
    }

    /** From the application, which is told what becomes of it. */
    private final class Own implements SignatureQueue.Entry {
        private final EncodedTransaction transaction;
        private final CompletableFuture<SubmitResult> future;
        private boolean isFirst; // of the copies that came at once

        Own(EncodedTransaction transaction, CompletableFuture<SubmitResult> future) {
            this.transaction = transaction;
            this.future = future;
        }

        @Override
        public Optional<EncodedTransaction> open(TransactionDecoder decoder) {
            return Optional.of(transaction);
        }

        @Override
        public void judged(EncodedTransaction same, boolean good) {
            if (good) {
                admitOwn(transaction, future);
            } else {
                answer(transaction, future, new Refusal(Reason.BAD_SIGNATURE, "a signature does not verify"));
            }
        }

        @Override
        public void close() {
            if (isFirst) {
                underWay.end(transaction.leaf());
            }
            checking.decrementAndGet();
            checkingOwn.decrementAndGet();
        }
    }

    /** From a peer, who answers for it. */
    private final class Foreign implements SignatureQueue.Entry {
        private final NodeId from;
        private final Hash claimedId;
        private final byte[] payload;
        private Hash first; // its leaf, when it is the first of the copies that came at once; else null

        Foreign(NodeId from, Hash claimedId, byte[] payload) {
            this.from = from;
            this.claimedId = claimedId;
            this.payload = payload;
        }

        @Override
        public Optional<EncodedTransaction> open(TransactionDecoder decoder) {
            Optional<EncodedTransaction> transaction = read(decoder, from, claimedId, payload);
            if (transaction.isEmpty() || !underWay.begin(transaction.get().leaf())) {
                return Optional.empty(); // of the same bytes the same will be found
            }
            first = transaction.get().leaf();
            return transaction;
        }

        @Override
        public void judged(EncodedTransaction transaction, boolean good) {
            if (!good) {
                outlet.penalize(from, "a transaction with a bad signature");
            } else if (admit(transaction) instanceof Admission.Added) {
                outlet.publish(Topic.TRANSACTIONS, transaction.id(), payload);
            }
        }

        @Override
        public void close() {
            if (first != null) {
                underWay.end(first);
            }
            bytesOfPeers.addAndGet(-payload.length);
            checking.decrementAndGet();
        }
    }

    private Admission admit(EncodedTransaction transaction) {
        long now = Math.max(runtime.wallClockMillis(), chain.head().header().timestamp() + 1);
        Admission admission = mempool.add(transaction, chain::head, now);
        if (admission instanceof Admission.Added added && added.ready()) {
            tellWork();
        }
        return admission;
    }

    /** Whether the settings of the epoch that begins now allow a transaction that was accepted in the one before. */
    boolean stillFits(EncodedTransaction transaction) {
        Parameters now = chain.head().outlook().config().parameters();
        Transaction body = transaction.transaction().body();
        return transaction.bytes().size() <= now.maxTransactionBytes()
                && body.lane() < now.maxLanes()
                && body.resourceLimit() <= now.maxResourceLimit();
    }

    /** Takes back transactions of a block that was given up; their signatures are good. */
    void takeBack(List<EncodedTransaction> transactions) {
        transactions.forEach(this::admit);
    }

    /** Tells the engine how much there is to do, once for all that comes before it has looked. */
    void tellWork() {
        if (workTold.compareAndSet(false, true)) {
            driver.post(() -> {
                workTold.set(false); // before the look, so that what comes after it is told again
                return new Event.Work(mempool.ready());
            });
        }
    }

    private void spread(EncodedTransaction transaction) {
        byte[] payload = transaction.bytes().toArray();
        outlet.push(leaders, Topic.TRANSACTIONS, transaction.id(), payload);
        outlet.publish(Topic.TRANSACTIONS, transaction.id(), payload);
    }

    /**
     * Called twice a second on an observer, which has no engine that would do it: now and then hands what is held to the
     * validators again, as they may have lost it.
     */
    void remind(List<NodeId> validators) {
        if (mempool.size() == 0) {
            rounds.set(0);
        } else if (rounds.incrementAndGet() % ROUNDS_TO_REMIND == 0) {
            spreadHeld(validators);
        }
    }

    /** Pushes what is held to some nodes, up to a megabyte. */
    void spreadHeld(List<NodeId> to) {
        int room = 1 << 20;
        for (List<EncodedTransaction> lane : mempool.candidates(2_000)) {
            for (EncodedTransaction transaction : lane) {
                room -= transaction.bytes().size();
                if (room < 0) {
                    return;
                }
                outlet.push(
                        to,
                        Topic.TRANSACTIONS,
                        transaction.id(),
                        transaction.bytes().toArray());
            }
        }
    }
}

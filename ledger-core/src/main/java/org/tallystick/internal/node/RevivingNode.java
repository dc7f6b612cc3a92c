package org.tallystick.internal.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.AccountClient;
import org.tallystick.api.BlockListener;
import org.tallystick.api.Damage;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Head;
import org.tallystick.api.Health;
import org.tallystick.api.Health.Failure;
import org.tallystick.api.Health.StallReport;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerClosedException;
import org.tallystick.api.LedgerException;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofResult;
import org.tallystick.api.QueryResult;
import org.tallystick.api.RecoveryResult;
import org.tallystick.api.Refusal;
import org.tallystick.api.RepairReport;
import org.tallystick.api.Retention;
import org.tallystick.api.SubmitResult;
import org.tallystick.api.Subscription;
import org.tallystick.api.TransactionStatus;
import org.tallystick.api.ValueResult;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.contract.governance.GovernanceStatus;
import org.tallystick.contract.governance.Readiness;
import org.tallystick.crypto.Signer;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Evidence;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.SignedTransaction;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.transport.PeerInfo;

/**
 * A node that outlives a disk that fails for a time. What a failed write or sync has left on the medium is not known, so
 * nothing of the node that met it is used again: it says and votes nothing from then on, and answers reads. When the
 * storage takes writes again, it is closed and another is put together from what the disk has, which is what a restart
 * of the process would do; listeners and account helpers move over. Safe for use by several threads.
 */
public final class RevivingNode implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(RevivingNode.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** One that failed again before this was not well: the pauses go on growing. */
    private static final long WELL_NANOS = 60_000_000_000L;

    private final NodeConfig config;
    private final Retention retention;
    private final NodeRuntime runtime;
    private final Executor care;
    private final Pauses pauses;
    private final KnownDamage knownDamage;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile Ledger node;
    private volatile boolean away; // nothing is open here
    private volatile String trouble = "";
    private volatile Optional<Failure> end = Optional.empty();
    private Duration pause = FIRST_PAUSE; // on the care thread
    private volatile boolean cannotSetAside;
    private boolean planned; // on the care thread
    private long revivedAt; // on the care thread

    private RevivingNode(NodeConfig config, Retention retention, Consumer<Damage> onDamage) {
        this.config = config;
        this.retention = retention;
        String name = NodeAssembly.threadPrefix(new NodeId(config.nodeKey().publicKey())) + "-care";
        this.runtime = config.runtime()
                .create(name, (thread, thrown) -> LOG.error("{} met a fault of its own", thread.getName(), thrown));
        this.care = runtime.serial("revival");
        this.revivedAt = runtime.nanoTime() - WELL_NANOS;
        Executor callbacks = runtime.serial("callbacks");
        this.pauses = new Pauses(runtime, callbacks);
        this.knownDamage = new KnownDamage(now -> callbacks.execute(() -> tell(onDamage, now)));
    }

    private static void tell(Consumer<Damage> onDamage, Damage now) {
        try {
            onDamage.accept(now);
        } catch (RuntimeException e) { // what an application's listener throws is no fault of the node
            LOG.error("the listener for damage failed", e);
        }
    }

    /**
     * Opens a node, as {@link NodeAssembly#open(NodeConfig, Retention)} does.
     *
     * @param onDamage is told what is known to be damaged and cannot be put right, whenever that changes
     */
    public static Ledger open(NodeConfig config, Retention retention, Consumer<Damage> onDamage) {
        RevivingNode ledger = new RevivingNode(config, retention, onDamage);
        try {
            ledger.node = ledger.openNode();
            if (ledger.isWaiting()) { // it failed before it was here
                ledger.care.execute(ledger::tryIfFailed);
            }
            return ledger;
        } catch (RuntimeException e) {
            ledger.closing.set(true);
            ledger.runtime.close();
            throw e;
        }
    }

    /** The node has stopped; on any of its threads. */
    private void failed(Failure failure) {
        if (failure instanceof Failure.StorageFailed storage) {
            trouble = storage.message();
            care.execute(this::tryIfFailed);
        } else if (failure instanceof Failure.StoreDamaged damaged && !isHopeless() && node != null) {
            trouble = damaged.message();
            care.execute(this::replaceDamaged);
        }
    }

    /** Opens what is there, or when that is damaged, a new store that peers will fill. */
    private Ledger openNode() {
        try {
            return NodeAssembly.open(config, retention, this::failed, knownDamage);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT || !setAside(e.getMessage())) {
                throw e;
            }
            return NodeAssembly.open(config, retention, this::failed, knownDamage);
        }
    }

    /** Whether a damaged store cannot be replaced: a lone validator's chain is nowhere else. */
    private boolean isHopeless() {
        return cannotSetAside || config.genesis().validators().size() < 2;
    }

    private boolean setAside(String damage) {
        Optional<String> place =
                isHopeless() ? Optional.empty() : config.storage().setAside(GenesisCodec.chainId(config.genesis()));
        cannotSetAside = place.isEmpty();
        place.ifPresent(where -> knownDamage.forget());
        place.ifPresent(where -> LOG.error(
                "the store is damaged, so it is kept in {} and all is fetched anew from peers; remove it once you have"
                        + " looked: {}",
                where,
                damage));
        return place.isPresent();
    }

    /** The node has met damage in its store. */
    private void replaceDamaged() {
        if (closing.get()) {
            return;
        }
        try {
            away = true;
            node.close();
            setAside(trouble);
            take(openNode()); // when it could not be set aside, for reads, and until it is met again
        } catch (RuntimeException e) {
            LOG.error("the damaged store cannot be replaced", e);
            end = Optional.of(new Failure.StoreDamaged(trouble));
        }
    }

    private void tryIfFailed() {
        if (node != null && !away && isWaiting()) {
            pause = runtime.nanoTime() - revivedAt > WELL_NANOS ? FIRST_PAUSE : pause;
            tryLater();
        }
    }

    private void tryLater() {
        if (planned) {
            return;
        }
        planned = true;
        runtime.schedule(pause, () -> care.execute(this::tryToRevive));
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    private void tryToRevive() {
        planned = false;
        if (closing.get() || !isWaiting()) {
            return;
        }
        try {
            config.storage().probe();
            away = true;
            node.close();
            Ledger revived = openNode();
            LOG.info(
                    "the storage works again: the node goes on from block {}",
                    revived.head().height());
            take(revived);
        } catch (StorageException e) {
            trouble = e.getMessage();
            LOG.warn("the storage does not work yet: {}", trouble);
            if (e.kind() == StorageException.Kind.CORRUPT) {
                end = Optional.of(new Failure.StoreDamaged(trouble));
            } else {
                tryLater();
            }
        } catch (RuntimeException e) { // such as an address that somebody else has taken meanwhile
            trouble = e.toString();
            LOG.warn("the node cannot be opened again yet", e);
            tryLater();
        }
    }

    private void take(Ledger revived) {
        revivedAt = runtime.nanoTime();
        node = revived;
        away = false;
        relays.forEach(Relay::connect);
        if (closing.get()) {
            revived.close(); // who closes may not have seen it
        }
    }

    @Override
    public Health health() {
        if (closing.get()) {
            return new Health.Closed();
        }
        if (end.isPresent()) {
            return new Health.Failed(end.get());
        }
        return isWaiting() ? new Health.Stalled(new StallReport.StorageFails(trouble)) : node.health();
    }

    private boolean isWaiting() {
        return away
                || (node.health() instanceof Health.Failed failed && failed.failure() instanceof Failure.StorageFailed);
    }

    /** Asks the node; what ends because it gives way to another is not to look as if this ledger were closed. */
    private <T> CompletableFuture<T> ask(Function<Ledger, CompletableFuture<T>> question) {
        return ask(question, (answer, reason) -> answer.completeExceptionally(new LedgerException(reason)));
    }

    private <T> CompletableFuture<T> ask(
            Function<Ledger, CompletableFuture<T>> question, BiConsumer<CompletableFuture<T>, String> gone) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        question.apply(node).whenComplete((value, fault) -> {
            if (fault == null) {
                answer.complete(value);
            } else if (fault instanceof LedgerClosedException && !closing.get()) {
                gone.accept(answer, "the store is being opened again, as it failed: " + trouble);
            } else {
                answer.completeExceptionally(fault);
            }
        });
        return answer;
    }

    @Override
    public CompletableFuture<SubmitResult> submit(SignedTransaction transaction) {
        return ask(
                now -> now.submit(transaction),
                (answer, reason) ->
                        answer.complete(new SubmitResult.Refused(new Refusal(Refusal.Reason.NOT_RUNNING, reason))));
    }

    @Override
    public Subscription subscribe(long fromHeight, BlockListener listener) {
        if (closing.get()) {
            throw new LedgerClosedException();
        }
        Relay relay = new Relay(fromHeight, listener);
        relay.connect();
        relays.add(relay);
        relay.connect(); // the node may have given way to another meanwhile
        return relay;
    }

    /** A listener that moves over to the next node. */
    private final class Relay implements Subscription, BlockListener {
        private final BlockListener listener;
        private final Object delivery = new Object(); // held while the listener is called
        private Ledger from; // guarded by this
        private Subscription feed; // guarded by this
        private boolean over; // guarded by this
        private volatile long next; // written with the delivery held

        Relay(long next, BlockListener listener) {
            this.next = next;
            this.listener = listener;
        }

        synchronized void connect() {
            Ledger now = node;
            if (over || from == now) {
                return;
            }
            try {
                feed = now.subscribe(next, this);
                from = now;
            } catch (LedgerClosedException e) {
                LOG.debug("a listener waits for the node to be opened again", e);
            }
        }

        @Override
        public void onBlock(FinalBlock block) {
            synchronized (delivery) { // a listener that hangs keeps a feed of a node that was given up from ending
                if (block.height() == next) {
                    listener.onBlock(block);
                    next++;
                }
            }
        }

        @Override
        public void onError(Throwable fault) {
            close();
            listener.onError(fault);
        }

        @Override
        public void close() {
            relays.remove(this);
            synchronized (this) {
                over = true;
                if (feed != null) {
                    feed.close();
                }
            }
        }
    }

    @Override
    public AccountClient account(Signer signer) {
        return new LaneClient(this, runtime, pauses, signer);
    }

    @Override
    public void close() {
        closing.set(true);
        try {
            runtime.close(); // ends what is being tried
            pauses.close();
        } finally {
            node.close();
        }
    }

    @Override
    public Genesis genesis() {
        return node.genesis();
    }

    @Override
    public Hash chainId() {
        return node.chainId();
    }

    @Override
    public NodeId nodeId() {
        return node.nodeId();
    }

    @Override
    public Head head() {
        return node.head();
    }

    @Override
    public LedgerConfig config() {
        return node.config();
    }

    @Override
    public List<Evidence> evidence() {
        return node.evidence();
    }

    @Override
    public Optional<Readiness> readiness(Duration validFor) {
        return node.readiness(validFor);
    }

    @Override
    public Collection<PeerInfo> peers() {
        return node.peers();
    }

    @Override
    public String listenAddress() {
        return node.listenAddress();
    }

    @Override
    public CompletableFuture<TransactionStatus> status(Hash transactionId) {
        return ask(now -> now.status(transactionId));
    }

    @Override
    public CompletableFuture<Optional<LedgerConfig>> config(long epoch) {
        return ask(now -> now.config(epoch));
    }

    @Override
    public CompletableFuture<RecoveryResult> recover(RecoveryCertificate certificate) {
        return ask(now -> now.recover(certificate));
    }

    @Override
    public CompletableFuture<Optional<GovernanceStatus>> governance() {
        return ask(Ledger::governance);
    }

    @Override
    public CompletableFuture<Optional<FinalBlock>> block(long height) {
        return ask(now -> now.block(height));
    }

    @Override
    public CompletableFuture<Optional<FinalBlock>> block(Hash hash) {
        return ask(now -> now.block(hash));
    }

    @Override
    public CompletableFuture<Optional<SignedTransaction>> transaction(Hash transactionId) {
        return ask(now -> now.transaction(transactionId));
    }

    @Override
    public CompletableFuture<RepairReport> repair() {
        return ask(Ledger::repair);
    }

    @Override
    public CompletableFuture<QueryResult> query(ContractId contract, Bytes request) {
        return ask(now -> now.query(contract, request));
    }

    @Override
    public CompletableFuture<QueryResult> query(ContractId contract, Bytes request, long height) {
        return ask(now -> now.query(contract, request, height));
    }

    @Override
    public CompletableFuture<ValueResult> value(String space, Bytes key, long height) {
        return ask(now -> now.value(space, key, height));
    }

    @Override
    public CompletableFuture<ProofResult> prove(ProofRequest request) {
        return ask(now -> now.prove(request));
    }

    @Override
    public CompletableFuture<Long> nextSequence(AccountId account, int lane) {
        return ask(now -> now.nextSequence(account, lane));
    }

    @Override
    public CompletableFuture<Head> backup(Path file) {
        return ask(now -> now.backup(file));
    }
}

package org.tallystick.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerException;
import org.tallystick.api.Retention;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.crypto.Signer;
import org.tallystick.internal.chain.BlockBuilder;
import org.tallystick.internal.chain.BlockTree;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.GovernedFinality;
import org.tallystick.internal.chain.SnapshotStage;
import org.tallystick.internal.chain.StoreVerifier;
import org.tallystick.internal.compact.CompactSender;
import org.tallystick.internal.execution.AccountRules;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.Contracts;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.internal.sync.BlockFetcher;
import org.tallystick.internal.sync.BlockServer;
import org.tallystick.internal.sync.KnownFinal;
import org.tallystick.internal.sync.Syncer;
import org.tallystick.internal.validation.BlockChecks;
import org.tallystick.internal.validation.TransactionChecks;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.Topic;

/** Puts a node together and starts it. When something goes wrong on the way, everything opened is closed again. */
public final class NodeAssembly {
    /** The layout that this code writes to the store. */
    public static final int SCHEMA_VERSION = 2;

    /** The version of the messages between nodes. */
    public static final int PROTOCOL_VERSION = 2;

    private final NodeConfig config;
    private final Retention retention;
    private final Consumer<Health.Failure> failed;
    private final KnownDamage damage;
    private final Genesis genesis;
    private final Hash chainId;
    private final NodeId self;
    private final List<AutoCloseable> opened = new ArrayList<>();

    private NodeAssembly(NodeConfig config, Retention retention, Consumer<Health.Failure> failed, KnownDamage damage) {
        this.config = config;
        this.retention = retention;
        this.failed = failed;
        this.damage = damage;
        this.genesis = config.genesis();
        this.chainId = GenesisCodec.chainId(genesis);
        this.self = new NodeId(config.nodeKey().publicKey());
    }

    /** {@link #open(NodeConfig, Retention)}, keeping everything. */
    public static Ledger open(NodeConfig config) {
        return open(config, Retention.ARCHIVE);
    }

    /**
     * Opens a node. Blocks until it can be reached; peers come later.
     *
     * @throws LedgerException when the parts do not fit the genesis
     * @throws RuntimeException as the storage and the transport state
     */
    public static Ledger open(NodeConfig config, Retention retention) {
        return open(config, retention, failure -> {}, new KnownDamage(now -> {}));
    }

    /**
     * {@link #open(NodeConfig, Retention)}; tells when the node fails, also while it is being opened.
     *
     * @param damage what is known of the store already
     */
    static Ledger open(NodeConfig config, Retention retention, Consumer<Health.Failure> failed, KnownDamage damage) {
        NodeAssembly assembly = new NodeAssembly(config, retention, failed, damage);
        try {
            return assembly.assemble();
        } catch (RuntimeException | Error e) { // errors too, such as of a native library that is missing
            assembly.undo(e);
            throw e;
        }
    }

    /** Opens a store, checks it in full or only what must hold for a node to go on, and closes it. */
    public static StoreReport verify(Storage storage, Genesis genesis, boolean full) {
        try (LedgerStore store = storage.open(GenesisCodec.chainId(genesis), SCHEMA_VERSION)) {
            return full ? StoreVerifier.full(store, genesis) : StoreVerifier.quick(store, genesis);
        }
    }

    static String threadPrefix(NodeId self) {
        return "tallystick-" + self.shortHex();
    }

    private Ledger assemble() {
        Contracts contracts = checkGenesis();
        LifeCycle lifeCycle = new LifeCycle(self.shortHex());
        NodeRuntime runtime = config.runtime().create(threadPrefix(self), (thread, thrown) -> lifeCycle.fail(thrown));
        opened.add(runtime); // first, so that no task of it finds the store closed
        LedgerStore store = config.storage().open(chainId, SCHEMA_VERSION);
        opened.add(store);
        FinalChain chain = FinalChain.open(
                store, genesis, retention, runtime.parallel(), runtime.random().nextInt());
        BlockTree tree = new BlockTree(chain);
        Supplier<Parameters> settings = () -> chain.head().outlook().config().parameters();
        Admission admission = new Admission(genesis, chain);
        Mempool mempool = new Mempool(config.limits(), new AccountRules(settings));
        Executor callbacks = runtime.serial("callbacks");
        Submissions submissions = new Submissions(callbacks);
        Outlet outlet = new Outlet();
        TransactionChecks transactionChecks = new TransactionChecks(
                chainId,
                settings,
                contracts,
                config.verifier(),
                runtime.random().nextInt());
        LedgerConfig inForce = chain.head().outlook().config();
        ConsensusProtocol protocol = config.engine()
                .create(new EngineContext(
                        chainId, inForce.validators(), inForce.parameters(), self, config.validatorKeys()));
        ConsensusDriver driver = new ConsensusDriver(protocol, runtime, lifeCycle);
        LoadGate gate = new LoadGate(runtime::nanoTime, () -> config.engine().paceMillis(settings.get()));
        Intake intake = new Intake(
                runtime, lifeCycle, chain, tree, mempool, transactionChecks, submissions, driver, outlet, gate);
        SignaturePool signatures = new SignaturePool(runtime.parallel(), runtime.parallelism());
        SignaturePool voteSignatures = new SignaturePool(runtime.serial("votes"), 1); // never behind transactions
        LedgerThread thread = new LedgerThread(runtime.serial("ledger"), runtime.serial("writer"), lifeCycle);
        BlockWorker worker =
                blockWorker(runtime, thread, lifeCycle, tree, mempool, contracts, transactionChecks, signatures);
        Finalizer finalizer = new Finalizer(chain, tree, mempool, submissions, intake, driver);
        KnownFinal known = new KnownFinal();
        Recoverer recoverer = new Recoverer(
                genesis,
                chain,
                tree,
                config.verifier(),
                worker,
                finalizer,
                lifeCycle,
                config.engine(),
                runtime,
                () -> Math.max(known.height(), driver.status().finalHeight()));
        Syncer syncer = new Syncer(
                runtime,
                chain,
                () -> chain.head().outlook().config(),
                this::finality,
                config.verifier(),
                new FinalImporter(chain, lifeCycle, worker, thread, finalizer, recoverer),
                syncSender(outlet),
                new SnapshotStage(store),
                known,
                config.syncLimits());
        Executor repairThread = runtime.serial("repair");
        BlockFetcher fetcher = new BlockFetcher(runtime, repairThread, syncSender(outlet));
        Repairer repairer = new Repairer(
                runtime,
                lifeCycle,
                new RepairWalk.Tools(
                        chain,
                        chain.records(new CertificateJudge(genesis, chain, this::finality, config.verifier())),
                        fetcher,
                        repairThread,
                        worker::onLedgerThread),
                () -> config.storage().readSetAside(chainId, SCHEMA_VERSION),
                damage,
                genesis.validators().size() < 2);
        chain.onDamaged(repairer::mend);
        BlockServer server = new BlockServer(
                runtime,
                chain,
                (peer, answer) -> outlet.send(peer, MessageKind.SYNC_RESPONSE, answer),
                outlet::penalize,
                repairer::metBy);
        EvidenceKeeper evidence = new EvidenceKeeper(
                genesis,
                chain,
                store,
                config.engine().evidenceVerifier(),
                config.verifier(),
                outlet,
                lifeCycle,
                runtime);
        CompactSender compactor = new CompactSender(
                mempool, block -> tree.find(block).map(BlockState::transactions), runtime::wallClockMillis);
        Inbound inbound = new Inbound(
                lifeCycle,
                chain,
                tree,
                mempool,
                driver,
                intake,
                syncer,
                server,
                fetcher,
                outlet,
                evidence,
                compactor,
                runtime::nanoTime);
        HealthMonitor health = new HealthMonitor(
                lifeCycle, runtime, self, config.engine()::needed, driver, chain, syncer, inbound, damage);
        Subscriptions subscriptions = new Subscriptions(runtime, chain, repairer::mend);
        finalizer.onInstalled(() -> {
            admission.refresh();
            health.progressed();
            subscriptions.wake();
            repairer.addOldBlocks();
        });
        finalizer.listen(step -> {
            admission.update(step.blocks());
            server.finalized(step.last().header());
            health.progressed();
            subscriptions.wake();
            BlockServer.gossipOf(step.blocks(), step.certificate())
                    .ifPresent(news -> outlet.publish(Topic.BLOCKS, step.last().hash(), news));
        });
        EffectRunner effects = new EffectRunner(
                self,
                chain,
                config.verifier(),
                outlet,
                compactor,
                driver,
                worker,
                finalizer,
                syncer,
                intake,
                voteSignatures,
                evidence,
                runtime.parallel());
        Executor journalThread = runtime.serial("journal");
        driver.connect(new Outbox(store.journal(), journalThread, effects::ordered, lifeCycle), effects::immediate);
        lifeCycle.onFailure(failure -> submissions.close("the node has failed: " + failure));
        lifeCycle.onFailure(failure -> repairer.close(new LedgerException("the node has failed: " + failure)));
        lifeCycle.onFailure(failed);
        NodeParts parts = new NodeParts(
                genesis,
                self,
                config.validatorKeys(),
                lifeCycle,
                runtime,
                store,
                chain,
                mempool,
                submissions,
                intake,
                new Queries(runtime, lifeCycle, chain, contracts, mempool, submissions, repairer::damaged),
                new Backups(runtime, lifeCycle, chain, repairer::repair),
                new Pauses(runtime, callbacks),
                subscriptions,
                health,
                outlet,
                evidence,
                recoverer,
                repairer,
                new NodeParts.StatusTeller(chain, outlet),
                new CountDownLatch(1));
        return start(parts, driver, inbound, admission);
    }

    private Ledger start(NodeParts parts, ConsensusDriver driver, Inbound inbound, Admission admission) {
        BlockState head = parts.chain().head();
        driver.post(new Event.Start(
                head.header(),
                head.hash(),
                parts.chain().reader().certificate(head.height()),
                parts.store().journal().replay(),
                0,
                head.outlook()));
        Network network = config.transport()
                .open(
                        new NetworkContext(
                                chainId, PROTOCOL_VERSION, config.nodeKey(), admission::admits, parts.runtime()),
                        inbound);
        opened.add(0, network); // as when a node closes: first the network
        parts.outlet().connect(network);
        inbound.networkIsThere();
        parts.lifeCycle().started();
        parts.repairer().addOldBlocks();
        LedgerNode node = new LedgerNode(parts);
        node.scheduleCare();
        return node;
    }

    private Contracts checkGenesis() {
        if (!config.engine().name().equals(genesis.engine())) {
            throw new LedgerException("this ledger runs the consensus engine " + genesis.engine()
                    + ", but the node was given " + config.engine().name());
        }
        if (!genesis.admits(self) && genesis.governance().isEmpty()) {
            throw new LedgerException("this ledger does not admit node " + self
                    + "; its key must be among the genesis' validators or nodes");
        }
        if (genesis.governance().isPresent() && !config.engine().followsChanges()) {
            throw new LedgerException("this ledger has governors, who may change its validators, and the engine "
                    + genesis.engine() + " cannot follow that");
        }
        try {
            config.engine().require(genesis.validators(), genesis.parameters());
            return Contracts.select(genesis.contracts(), config.contracts(), config.verifier());
        } catch (IllegalArgumentException e) {
            throw new LedgerException(e.getMessage(), e);
        }
    }

    private BlockWorker blockWorker(
            NodeRuntime runtime,
            LedgerThread thread,
            LifeCycle lifeCycle,
            BlockTree tree,
            Mempool mempool,
            Contracts contracts,
            TransactionChecks transactionChecks,
            SignaturePool signatures) {
        Set<PublicKey> keys =
                config.validatorKeys().stream().map(Signer::publicKey).collect(Collectors.toSet());
        return new BlockWorker(
                runtime,
                thread,
                lifeCycle,
                tree,
                mempool,
                new BlockChecks(chainId, contracts, transactionChecks),
                transactionChecks,
                signatures,
                new BlockBuilder(chainId, contracts, mempool, self, keys),
                config.engine()::headerRule,
                config.engine().headerRule(genesis.parameters()).certificatesAreJudgements());
    }

    private FinalityVerifier finality(Parameters parameters) {
        return new GovernedFinality(config.engine().finalityVerifier(parameters), genesis.governance());
    }

    private static Syncer.Sender syncSender(Outlet outlet) {
        return new Syncer.Sender() {
            @Override
            public void request(NodeId to, byte[] payload) {
                outlet.send(to, MessageKind.SYNC_REQUEST, payload);
            }

            @Override
            public void penalize(NodeId peer, String reason) {
                outlet.penalize(peer, reason);
            }
        };
    }

    private void undo(Throwable cause) {
        List.copyOf(opened).forEach(part -> {
            try {
                part.close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        });
    }
}

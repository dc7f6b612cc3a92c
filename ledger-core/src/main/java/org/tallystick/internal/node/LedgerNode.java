package org.tallystick.internal.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tallystick.api.AccountClient;
import org.tallystick.api.BlockListener;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Head;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerClosedException;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofResult;
import org.tallystick.api.QueryResult;
import org.tallystick.api.RecoveryResult;
import org.tallystick.api.RepairReport;
import org.tallystick.api.SubmitResult;
import org.tallystick.api.Subscription;
import org.tallystick.api.TransactionStatus;
import org.tallystick.api.ValueResult;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.contract.governance.GovernanceStatus;
import org.tallystick.contract.governance.Readiness;
import org.tallystick.crypto.Signer;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Evidence;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.transport.PeerInfo;

/** A running node, as the application sees it. Made by {@link NodeAssembly}. */
final class LedgerNode implements Ledger {
    private final NodeParts parts;
    private final AtomicBoolean closing = new AtomicBoolean();

    LedgerNode(NodeParts parts) {
        this.parts = parts;
    }

    @Override
    public Genesis genesis() {
        return parts.genesis();
    }

    @Override
    public Hash chainId() {
        return parts.chain().head().header().chainId();
    }

    @Override
    public NodeId nodeId() {
        return parts.self();
    }

    @Override
    public CompletableFuture<SubmitResult> submit(SignedTransaction transaction) {
        if (parts.lifeCycle().phase() instanceof LifeCycle.Phase.Closed) {
            return CompletableFuture.failedFuture(new LedgerClosedException());
        }
        return parts.intake().submit(transaction);
    }

    @Override
    public CompletableFuture<TransactionStatus> status(Hash transactionId) {
        return parts.queries().status(transactionId);
    }

    @Override
    public Head head() {
        return Queries.headOf(parts.chain().head());
    }

    @Override
    public LedgerConfig config() {
        return parts.chain().head().outlook().config();
    }

    @Override
    public CompletableFuture<Optional<LedgerConfig>> config(long epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("epochs begin at 0: " + epoch);
        }
        return parts.queries().read(() -> parts.evidence().config(epoch));
    }

    @Override
    public List<Evidence> evidence() {
        return parts.evidence().all();
    }

    @Override
    public CompletableFuture<RecoveryResult> recover(RecoveryCertificate certificate) {
        return parts.recoverer().recover(certificate);
    }

    @Override
    public CompletableFuture<Optional<GovernanceStatus>> governance() {
        return parts.queries().governance();
    }

    @Override
    public Optional<Readiness> readiness(Duration validFor) {
        BlockState head = parts.chain().head();
        ValidatorSet inForce = head.outlook().config().validators();
        if (!parts.health().votesNext()) {
            return Optional.empty();
        }
        return parts.signers().stream()
                .filter(signer -> inForce.indexOf(signer.publicKey()).isEmpty())
                .findFirst()
                .map(signer -> Readiness.sign(
                        head.header().chainId(),
                        signer,
                        parts.self(),
                        head.height(),
                        head.hash(),
                        parts.runtime().wallClockMillis() + validFor.toMillis()));
    }

    @Override
    public CompletableFuture<Optional<FinalBlock>> block(long height) {
        requireHeight(height);
        return parts.repairer()
                .reading(
                        height,
                        () -> parts.queries().read(() -> parts.chain().reader().block(height)));
    }

    @Override
    public CompletableFuture<Optional<FinalBlock>> block(Hash hash) {
        return parts.queries().read(() -> {
            Optional<Long> height = parts.chain().reader().heightOf(hash);
            return height.flatMap(found -> parts.chain().reader().block(found));
        });
    }

    @Override
    public CompletableFuture<Optional<SignedTransaction>> transaction(Hash transactionId) {
        return parts.queries().read(() -> parts.chain().reader().transaction(transactionId));
    }

    @Override
    public CompletableFuture<QueryResult> query(ContractId contract, Bytes request) {
        return parts.queries().query(contract, request);
    }

    @Override
    public CompletableFuture<QueryResult> query(ContractId contract, Bytes request, long height) {
        requireHeight(height);
        return parts.queries().query(contract, request, height);
    }

    @Override
    public CompletableFuture<ValueResult> value(String space, Bytes key, long height) {
        requireHeight(height);
        return parts.queries().value(new StateKey(space, key), height);
    }

    private static void requireHeight(long height) {
        if (height < 0) {
            throw new IllegalArgumentException("heights begin at 0: " + height);
        }
    }

    @Override
    public CompletableFuture<ProofResult> prove(ProofRequest request) {
        Objects.requireNonNull(request, "request");
        return parts.queries().prove(request);
    }

    @Override
    public CompletableFuture<Long> nextSequence(AccountId account, int lane) {
        return parts.queries().nextSequence(account, lane);
    }

    @Override
    public Subscription subscribe(long fromHeight, BlockListener listener) {
        if (parts.lifeCycle().phase() instanceof LifeCycle.Phase.Closed) {
            throw new LedgerClosedException();
        }
        return parts.subscriptions().add(fromHeight, listener);
    }

    @Override
    public CompletableFuture<Head> backup(Path file) {
        return parts.backups().write(file);
    }

    @Override
    public CompletableFuture<RepairReport> repair() {
        return parts.repairer().repair();
    }

    @Override
    public Health health() {
        return parts.health().health();
    }

    @Override
    public Collection<PeerInfo> peers() {
        return List.copyOf(parts.outlet().peers());
    }

    @Override
    public String listenAddress() {
        return parts.outlet().listenAddress();
    }

    @Override
    public AccountClient account(Signer signer) {
        return new LaneClient(this, parts.runtime(), parts.pauses(), signer);
    }

    /** Regular care, while there is something to care for: an idle node is not woken. */
    void scheduleCare() {
        parts.runtime().schedule(Duration.ofMillis(500), () -> {
            if (!closing.get()) {
                parts.takeCare();
                scheduleCare();
            }
        });
    }

    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            parts.awaitClosed();
            return;
        }
        parts.close();
    }
}

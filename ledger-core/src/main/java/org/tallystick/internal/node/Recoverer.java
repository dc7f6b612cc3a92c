package org.tallystick.internal.node;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.LedgerClosedException;
import org.tallystick.api.RecoveryResult;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.chain.BlockTree;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.RecoveryBlock;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Carries recovery certificates out, those that people hand in here and those that come with the chain of a peer. A node
 * follows one only from the very block that is the last final one here: with a higher one it refuses, and so it does as
 * long as it knows of a higher one that it has not got yet.
 */
final class Recoverer {
    private static final Logger LOG = LoggerFactory.getLogger(Recoverer.class);

    private final Genesis genesis;
    private final FinalChain chain;
    private final BlockTree tree;
    private final SignatureVerifier verifier;
    private final BlockWorker worker;
    private final Finalizer finalizer;
    private final LifeCycle lifeCycle;
    private final ConsensusEngine engine;
    private final NodeRuntime runtime;
    private final LongSupplier knownFinal;

    Recoverer(
            Genesis genesis,
            FinalChain chain,
            BlockTree tree,
            SignatureVerifier verifier,
            BlockWorker worker,
            Finalizer finalizer,
            LifeCycle lifeCycle,
            ConsensusEngine engine,
            NodeRuntime runtime,
            LongSupplier knownFinal) {
        this.genesis = genesis;
        this.chain = chain;
        this.tree = tree;
        this.verifier = verifier;
        this.worker = worker;
        this.finalizer = finalizer;
        this.lifeCycle = lifeCycle;
        this.engine = engine;
        this.runtime = runtime;
        this.knownFinal = knownFinal;
    }

    /** People hand a certificate in. */
    CompletableFuture<RecoveryResult> recover(RecoveryCertificate certificate) {
        CompletableFuture<RecoveryResult> done = new CompletableFuture<>();
        if (!(lifeCycle.phase() instanceof LifeCycle.Phase.Running)) {
            done.completeExceptionally(new LedgerClosedException());
            return done;
        }
        worker.onLedgerThread(() -> {
            Optional<String> objection =
                    certificate.statement().timestamp() > runtime.wallClockMillis() + BlockWorker.MAX_AHEAD_MS
                            ? Optional.of("its time " + certificate.statement().timestamp()
                                    + " lies ahead; no block could follow it before then")
                            : apply(certificate, certificate.encode());
            done.complete(objection
                    .<RecoveryResult>map(RecoveryResult.Refused::new)
                    .orElseGet(() -> new RecoveryResult.Recovered(Queries.headOf(chain.head()))));
        });
        return done;
    }

    /** On the ledger thread; why it was not done, if so. */
    Optional<String> apply(Bytes encoded) {
        Optional<RecoveryCertificate> certificate = RecoveryBlock.read(encoded);
        return certificate.isEmpty()
                ? Optional.of("no recovery certificate stands beside it")
                : apply(certificate.get(), encoded);
    }

    private Optional<String> apply(RecoveryCertificate certificate, Bytes encoded) {
        BlockState head = chain.head();
        Optional<String> objection = RecoveryBlock.objection(
                certificate,
                head,
                knownFinal.getAsLong(),
                genesis,
                config -> engine.require(config.validators(), config.parameters()),
                verifier);
        if (objection.isEmpty()) {
            LOG.warn(
                    "the governors let the ledger go on from block {} with {} other validators",
                    head.height(),
                    certificate.statement().config().validators().size());
            BlockState block = RecoveryBlock.on(head, certificate.statement());
            tree.add(block);
            finalizer.makeFinal(block.hash(), encoded);
        }
        return objection;
    }
}

package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tallystick.contract.Contract;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.crypto.Signer;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.internal.sync.SyncLimits;
import org.tallystick.model.Genesis;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.runtime.SystemRuntime;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.transport.Transport;

/**
 * Everything a node is made of. The public builder fills it in for production; the test kit puts in simulated parts.
 *
 * @param genesis how the ledger began
 * @param nodeKey the node's transport key
 * @param validatorKeys what votes are signed with, if this node may vote; two while one replaces the other
 * @param storage where the ledger is kept
 * @param transport how peers are reached
 * @param engine must be the one that the genesis names
 * @param contracts what the application has; must cover what the genesis lists
 * @param verifier the signature rule
 * @param limits of the mempool
 * @param syncLimits when it catches up in which way
 * @param runtime makes time and threads for the node
 */
public record NodeConfig(
        Genesis genesis,
        PrivateKey nodeKey,
        List<Signer> validatorKeys,
        Storage storage,
        Transport transport,
        ConsensusEngine engine,
        List<Contract<?>> contracts,
        SignatureVerifier verifier,
        MempoolLimits limits,
        SyncLimits syncLimits,
        RuntimeFactory runtime) {
    /** Copies the list. */
    public NodeConfig {
        contracts = List.copyOf(contracts);
        validatorKeys = List.copyOf(validatorKeys);
    }

    /** A node with at most one voting key, and the usual ways to catch up. */
    public NodeConfig(
            Genesis genesis,
            PrivateKey nodeKey,
            Optional<Signer> validatorKey,
            Storage storage,
            Transport transport,
            ConsensusEngine engine,
            List<Contract<?>> contracts,
            SignatureVerifier verifier,
            MempoolLimits limits,
            RuntimeFactory runtime) {
        this(
                genesis,
                nodeKey,
                validatorKey.stream().toList(),
                storage,
                transport,
                engine,
                contracts,
                verifier,
                limits,
                SyncLimits.DEFAULT,
                runtime);
    }

    /** A node for production: the operating system's time and threads, true signatures, the usual bounds. */
    public static NodeConfig production(
            Genesis genesis,
            Identity identity,
            List<Signer> furtherKeys,
            Storage storage,
            Transport transport,
            ConsensusEngine engine,
            List<Contract<?>> contracts,
            SignatureProvider signatures,
            SyncLimits syncLimits) {
        return new NodeConfig(
                genesis,
                identity.nodeKey(),
                Stream.concat(voting(identity, signatures).stream(), furtherKeys.stream())
                        .toList(),
                storage,
                transport,
                engine,
                contracts,
                signatures.verifier(),
                MempoolLimits.DEFAULT,
                syncLimits,
                SystemRuntime::new);
    }

    /** A few signatures a block are no reason to load the native provider, unless it was asked for. */
    private static Optional<Signer> voting(Identity identity, SignatureProvider signatures) {
        SignatureProvider signing = signatures == SignatureProvider.NATIVE ? signatures : SignatureProvider.PORTABLE;
        return identity.validatorKey().map(signing::signer);
    }

    /** Makes the runtime of one node. */
    @FunctionalInterface
    public interface RuntimeFactory {
        /**
         * A runtime that this node owns and closes.
         *
         * @param name of the node, for its threads
         * @param uncaught is told of everything that a task throws
         */
        NodeRuntime create(String name, Thread.UncaughtExceptionHandler uncaught);
    }
}

package org.tallystick.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.contract.Contract;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.Signer;
import org.tallystick.internal.node.Backups;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.node.NodeConfig;
import org.tallystick.internal.node.RevivingNode;
import org.tallystick.internal.sync.SyncLimits;
import org.tallystick.model.Genesis;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.transport.Transport;

/**
 * Describes a node; {@link #open()} makes it. Everything but contracts must be given. Nothing is read from files or the
 * class path behind the caller's back. Not safe for use by several threads.
 */
public final class LedgerBuilder {
    private final List<Contract<?>> contracts = new ArrayList<>();
    private final List<Signer> furtherKeys = new ArrayList<>();
    private Genesis genesis;
    private Identity identity;
    private Storage storage;
    private Transport transport;
    private ConsensusEngine engine;
    private SignatureProvider signatures = SignatureProvider.AUTO;
    private SyncLimits syncLimits = SyncLimits.DEFAULT;
    private Retention retention = Retention.ALL_BLOCKS;
    private Consumer<Damage> onDamage = now -> {};

    LedgerBuilder() {
        contracts.add(new TokenContract());
    }

    /** How the ledger began; the same on every node. */
    public LedgerBuilder genesis(Genesis value) {
        genesis = Objects.requireNonNull(value, "genesis");
        return this;
    }

    /** The keys of this node. It votes when the ledger lists its validator key, and otherwise observes. */
    public LedgerBuilder identity(Identity value) {
        identity = Objects.requireNonNull(value, "identity");
        return this;
    }

    /**
     * Adds a voting key beside that of the identity, with which the node votes as soon as a change of the validators
     * lists it for this node; so that a key can be replaced without a pause.
     */
    public LedgerBuilder furtherValidatorKey(Signer value) {
        furtherKeys.add(Objects.requireNonNull(value, "key"));
        return this;
    }

    /** Where the ledger is kept. */
    public LedgerBuilder storage(Storage value) {
        storage = Objects.requireNonNull(value, "storage");
        return this;
    }

    /** How other nodes are reached. */
    public LedgerBuilder transport(Transport value) {
        transport = Objects.requireNonNull(value, "transport");
        return this;
    }

    /** The consensus engine; must be the one that the genesis names. */
    public LedgerBuilder engine(ConsensusEngine value) {
        engine = Objects.requireNonNull(value, "engine");
        return this;
    }

    /**
     * Adds a contract of the application's own. The built-in ones ({@code token}, {@code governance}) are there already. Which contracts run
     * is for the genesis to say; one that it lists and that is not here makes {@link #open()} fail.
     */
    public LedgerBuilder contract(Contract<?> value) {
        contracts.add(Objects.requireNonNull(value, "contract"));
        return this;
    }

    /** Who checks signatures, and makes those of votes. Without this call: {@link SignatureProvider#AUTO}. */
    public LedgerBuilder signatures(SignatureProvider value) {
        signatures = Objects.requireNonNull(value, "signatures");
        return this;
    }

    /**
     * How long old transactions, receipts and values of the state are kept. Without this call: {@link Retention#ALL_BLOCKS},
     * so that no old state can be asked for; {@link Retention#ARCHIVE} keeps that too.
     */
    public LedgerBuilder retention(Retention value) {
        retention = Objects.requireNonNull(value, "retention");
        return this;
    }

    /**
     * Who is told when something in the node's store is found damaged and cannot be put right, and again whenever that
     * changes: with {@link Damage#NONE} when a later repair has found it gone, or the store was replaced. Called on a
     * thread of the node, one change after another; what it throws is logged. {@link Health.Running} has the same to be
     * looked at. Without this call nobody is told; the log has it too.
     */
    public LedgerBuilder onDamage(Consumer<Damage> listener) {
        onDamage = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * When a node that holds nothing yet begins with a snapshot of a recent state, instead of fetching and executing all
     * blocks: when it hears of a height above this one. It then has no blocks below the snapshot's. Without this call,
     * above 1,000.
     *
     * @param height at least 1; {@link Long#MAX_VALUE} for a node that is to have every block
     */
    public LedgerBuilder beginWithSnapshotAbove(long height) {
        syncLimits = new SyncLimits(height);
        return this;
    }

    /**
     * Reads a backup into the storage, where no ledger may be kept yet; needs genesis and storage only. A validator that
     * is opened on it afterwards has lost its votes: it does not vote until the others have confirmed that they hold none
     * of it, or until the next epoch. Blocks on the disk.
     *
     * @throws LedgerException when the file cannot be read
     * @throws org.tallystick.spi.storage.StorageException when it is damaged, or another ledger's, or a ledger is in the
     *     place already
     */
    public void restore(Path file) {
        require(genesis, "genesis");
        require(storage, "storage");
        Backups.restore(file, storage, GenesisCodec.chainId(genesis));
    }

    /**
     * Opens the node. Blocks while the store is opened and until the node listens, not until it has peers.
     *
     * @throws LedgerException when a part is missing or does not fit the genesis
     * @throws IllegalStateException when the native signature provider is wanted and cannot be used
     * @throws org.tallystick.spi.storage.StorageException when the store cannot be opened
     * @throws org.tallystick.spi.transport.TransportException when the address cannot be listened on
     */
    public Ledger open() {
        require(genesis, "genesis");
        require(identity, "identity");
        require(storage, "storage");
        require(transport, "transport");
        require(engine, "engine");
        ConsensusEngine chosen = engine;
        List<Contract<?>> all = new ArrayList<>(contracts);
        all.add(new GovernanceContract(config -> chosen.require(config.validators(), config.parameters())));
        return RevivingNode.open(
                NodeConfig.production(
                        genesis, identity, furtherKeys, storage, transport, engine, all, signatures, syncLimits),
                retention,
                onDamage);
    }

    /**
     * Checks the store of a ledger that is not running, and changes nothing in it. Needs the genesis and the storage
     * alone. Blocks until it is done.
     *
     * @param full whether to check every record of blocks, receipts, indexes and state, or only what must hold for the
     *     node to go on: the last block, and that the state's hashes lead to its root
     * @return what is damaged, as far as it can be told from what is stored
     * @throws org.tallystick.spi.storage.StorageException when the store cannot be opened, as when a node has it open,
     *     or fails meanwhile
     */
    public StoreReport verify(boolean full) {
        require(genesis, "genesis");
        require(storage, "storage");
        return NodeAssembly.verify(storage, genesis, full);
    }

    private static void require(Object part, String name) {
        if (part == null) {
            throw new LedgerException("a ledger needs a " + name + "; call ." + name + "(…) before .open()");
        }
    }
}

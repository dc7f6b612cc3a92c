package org.tallystick.testkit.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tallystick.api.Damage;
import org.tallystick.api.Ledger;
import org.tallystick.api.Retention;
import org.tallystick.contract.Contract;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.node.NodeConfig;
import org.tallystick.internal.node.RevivingNode;
import org.tallystick.internal.sync.SyncLimits;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.runtime.SystemRuntime;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.transport.Transport;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.store.InMemoryStorage;

/** A ledger of one node on real threads with a store in memory and mock signatures. */
public final class SoloLedger {
    private final PrivateKey nodeKey = PrivateKey.fromSeed(new byte[32]);
    private final MockSigner validatorKey = MockSigner.numbered(7);
    private final List<Contract<?>> contracts = new ArrayList<>(List.of(new TokenContract()));
    private Storage storage = new InMemoryStorage();
    private Parameters parameters = Parameters.DEFAULT;
    private MempoolLimits limits = MempoolLimits.DEFAULT;
    private SyncLimits syncLimits = SyncLimits.DEFAULT;
    private Transport transport = new NoTransport();
    private NodeConfig.RuntimeFactory runtime = SystemRuntime::new;
    private Consumer<Damage> onDamage = now -> {};

    /** Adds a contract, which the genesis lists. */
    public SoloLedger contract(Contract<?> contract) {
        contracts.add(contract);
        return this;
    }

    /** Sets the ledger's parameters. */
    public SoloLedger parameters(Parameters value) {
        parameters = value;
        return this;
    }

    /** Sets the store. */
    public SoloLedger storage(Storage value) {
        storage = value;
        return this;
    }

    /** Sets the mempool's bounds. */
    public SoloLedger limits(MempoolLimits value) {
        limits = value;
        return this;
    }

    /** Sets how much is asked of peers at once. */
    public SoloLedger syncLimits(SyncLimits value) {
        syncLimits = value;
        return this;
    }

    /** Sets what leads to peers, which the test plays. */
    public SoloLedger transport(Transport value) {
        transport = value;
        return this;
    }

    /** Sets what gives time and threads. */
    public SoloLedger runtime(NodeConfig.RuntimeFactory value) {
        runtime = value;
        return this;
    }

    /** Sets who is told of damage, by {@link #openReviving}. */
    public SoloLedger onDamage(Consumer<Damage> value) {
        onDamage = value;
        return this;
    }

    /** The genesis of this ledger. */
    public Genesis genesis() {
        NodeId node = new NodeId(nodeKey.publicKey());
        return new Genesis(
                "solo",
                1_700_000_000_000L,
                "sequencer",
                new ValidatorSet(0, List.of(new Validator("alone", validatorKey.publicKey(), node))),
                false,
                List.of(),
                parameters,
                contracts.stream()
                        .map(contract -> new ContractRef(contract.id(), contract.version()))
                        .sorted((a, b) -> a.id().compareTo(b.id()))
                        .toList(),
                List.of());
    }

    /** What the node is made of. */
    public NodeConfig config() {
        return new NodeConfig(
                genesis(),
                nodeKey,
                List.of(validatorKey),
                storage,
                transport,
                new SequencerEngine(),
                contracts,
                new MockVerifier(),
                limits,
                syncLimits,
                runtime);
    }

    /** Opens it. */
    public Ledger open() {
        return NodeAssembly.open(config());
    }

    /** Opens it as a node that goes on when its disk works again. */
    public Ledger openReviving() {
        return RevivingNode.open(config(), Retention.ARCHIVE, onDamage);
    }
}

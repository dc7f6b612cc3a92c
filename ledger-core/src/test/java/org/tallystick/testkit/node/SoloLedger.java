package org.tallystick.testkit.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.api.Ledger;
import org.tallystick.api.Retention;
import org.tallystick.contract.Contract;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.node.NodeConfig;
import org.tallystick.internal.node.RevivingNode;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.runtime.SystemRuntime;
import org.tallystick.spi.storage.Storage;
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
                Optional.of(validatorKey),
                storage,
                new NoTransport(),
                new SequencerEngine(),
                contracts,
                new MockVerifier(),
                limits,
                SystemRuntime::new);
    }

    /** Opens it. */
    public Ledger open() {
        return NodeAssembly.open(config());
    }

    /** Opens it as a node that goes on when its disk works again. */
    public Ledger openReviving() {
        return RevivingNode.open(config(), Retention.ARCHIVE);
    }
}

package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerBuilder;
import org.tallystick.codec.AccountCodec;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.p2p.NettyTransport;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/** Validators, and nodes that observe, in one process: real sockets, real disk, real signatures. */
final class EmbeddedCluster implements AutoCloseable {
    private final Path directory;
    private final List<Identity> identities = new ArrayList<>();
    private final ConsensusEngine engine;
    private final List<PrivateKey> governors = new ArrayList<>();
    private final List<PrivateKey> recoveryKeys = new ArrayList<>();
    private final Genesis genesis;
    private final Ledger[] nodes;
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    EmbeddedCluster(Path directory, int validators, int observers) {
        this(directory, validators, observers, 0, new BftEngine(), Parameters.DEFAULT);
    }

    EmbeddedCluster(Path directory, int validators, int observers, ConsensusEngine engine, Parameters parameters) {
        this(directory, validators, observers, 0, engine, parameters);
    }

    /** Validators, observers, and nodes that nobody knows at first; each validator's organisation governs. */
    EmbeddedCluster(
            Path directory,
            int validators,
            int observers,
            int strangers,
            ConsensusEngine engine,
            Parameters parameters) {
        this.engine = engine;
        this.directory = directory;
        SecureRandom random = new SecureRandom();
        List<Validator> members = new ArrayList<>();
        List<NodeId> others = new ArrayList<>();
        for (int i = 0; i < validators + observers + strangers; i++) {
            PrivateKey nodeKey = PrivateKey.generate(random);
            PrivateKey votingKey = PrivateKey.generate(random);
            identities.add(Identity.of(nodeKey, Optional.of(votingKey)));
            NodeId node = new NodeId(nodeKey.publicKey());
            if (i < validators) {
                members.add(new Validator("validator-" + i, votingKey.publicKey(), node));
                governors.add(PrivateKey.generate(random));
                recoveryKeys.add(PrivateKey.generate(random));
            } else if (i < validators + observers) {
                others.add(node);
            }
        }
        others.sort(null);
        List<ContractRef> contracts = new ArrayList<>();
        if (engine.followsChanges()) {
            contracts.add(new ContractRef(GovernanceContract.ID, GovernanceContract.VERSION));
        }
        contracts.add(new ContractRef(TokenContract.ID, TokenContract.VERSION));
        genesis = new Genesis(
                "embedded",
                1_700_000_000_000L,
                engine.name(),
                new ValidatorSet(0, members),
                false,
                others,
                parameters,
                contracts,
                List.of(),
                engine.followsChanges() ? Optional.of(governance(validators)) : Optional.empty());
        nodes = new Ledger[validators + observers + strangers];
    }

    private Governance governance(int validators) {
        List<Governor> named = new ArrayList<>();
        for (int i = 0; i < validators; i++) {
            named.add(new Governor(
                    "governor-" + i,
                    AccountCodec.idOf(governors.get(i).publicKey()),
                    recoveryKeys.get(i).publicKey()));
        }
        named.sort(Comparator.comparing(Governor::account));
        return new Governance(named, validators / 2 + 1, validators / 2 + 1);
    }

    /** What a governor decides with. */
    PrivateKey governor(int index) {
        return governors.get(index);
    }

    /** What a governor signs recoveries with. */
    PrivateKey recoveryKey(int index) {
        return recoveryKeys.get(index);
    }

    /** The validator that a node is or would be. */
    Validator validator(int index) {
        Identity identity = identities.get(index);
        return new Validator(
                "validator-" + index, identity.validatorKey().orElseThrow().publicKey(), identity.nodeId());
    }

    /** Closes a node for good. */
    void stop(int index) {
        nodes[index].close();
        nodes[index] = null;
    }

    Genesis genesis() {
        return genesis;
    }

    Identity identity(int index) {
        return identities.get(index);
    }

    Path directory(int index) {
        return directory.resolve("node-" + index);
    }

    /** What node {@code index} is made of; it may be changed before it is opened. */
    LedgerBuilder builder(int index) {
        return Ledger.builder()
                .genesis(genesis)
                .identity(identities.get(index))
                .storage(RocksDbStorage.at(directory(index)))
                .transport(NettyTransport.listen("127.0.0.1", 0).bootstrap(List.copyOf(addresses)))
                .engine(engine);
    }

    Ledger start(int index) {
        return start(index, builder -> builder);
    }

    Ledger start(int index, UnaryOperator<LedgerBuilder> change) {
        nodes[index] = change.apply(builder(index)).open();
        String[] address = nodes[index].listenAddress().split(":");
        addresses.add(new InetSocketAddress(address[0], Integer.parseInt(address[1])));
        return nodes[index];
    }

    EmbeddedCluster startAll() {
        for (int i = 0; i < nodes.length; i++) {
            start(i);
        }
        return this;
    }

    Ledger node(int index) {
        return nodes[index];
    }

    /** Waits until a node takes part, or is in step. */
    void awaitRunning(int index) {
        await().atMost(Duration.ofSeconds(30)).until(() -> nodes[index].health().isRunning());
    }

    /** An account that is new, and speaks to a node. */
    AccountClient account(int node) {
        return nodes[node].account(PrivateKey.generate(new SecureRandom()));
    }

    /** Has an account issue a euro to itself, and waits until that is final. */
    static void issue(AccountClient account) throws Exception {
        assertThat(account.call(TokenContract.ID, TokenCalls.issue("EUR", account.id(), 1))
                        .get(30, TimeUnit.SECONDS)
                        .receiptOrThrow()
                        .succeeded())
                .isTrue();
    }

    List<Ledger> all() {
        return Arrays.stream(nodes).filter(Objects::nonNull).toList();
    }

    @Override
    public void close() {
        for (Ledger node : nodes) {
            if (node != null) {
                node.close();
            }
        }
    }
}

package org.tallystick.benchmarks.endure;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerBuilder;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.p2p.NettyTransport;
import org.tallystick.storage.rocksdb.RocksDbOptions;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/**
 * The nodes of a ledger whose keys follow from their numbers, so that every process makes the same genesis. Validators
 * come first.
 *
 * @param validators how many
 * @param observers how many more nodes are admitted
 */
record Members(int validators, int observers) {
    private static final long MIB = 1 << 20;

    private static PrivateKey key(int number) {
        byte[] seed = new byte[PrivateKey.SEED_SIZE];
        Arrays.fill(seed, (byte) number);
        return PrivateKey.fromSeed(seed);
    }

    private static Identity identity(int index) {
        return Identity.of(key(2 * index + 1), Optional.of(key(2 * index + 2)));
    }

    /** An account's key; no node has it. */
    static PrivateKey account(int number) {
        byte[] seed = new byte[PrivateKey.SEED_SIZE];
        seed[0] = (byte) 0xAC;
        seed[1] = (byte) (number >>> 16);
        seed[2] = (byte) (number >>> 8);
        seed[3] = (byte) number;
        return PrivateKey.fromSeed(seed);
    }

    /** A node by its number. */
    static NodeId node(int index) {
        return new NodeId(key(2 * index + 1).publicKey());
    }

    Genesis genesis() {
        List<Validator> set = new ArrayList<>();
        List<NodeId> others = new ArrayList<>();
        for (int i = 0; i < validators + observers; i++) {
            NodeId node = node(i);
            if (i < validators) {
                set.add(new Validator("validator-" + i, key(2 * i + 2).publicKey(), node));
            } else {
                others.add(node);
            }
        }
        others.sort(null);
        return new Genesis(
                "endure",
                1_700_000_000_000L,
                new BftEngine().name(),
                new ValidatorSet(0, set),
                false,
                others,
                Parameters.DEFAULT,
                List.of(
                        new ContractRef(FillContract.ID, FillContract.VERSION),
                        new ContractRef(TokenContract.ID, TokenContract.VERSION)),
                List.of());
    }

    /** What a node is made of. Little is kept in memory, so that sorted files come about early. */
    LedgerBuilder builder(int index, Path directory, List<InetSocketAddress> known) {
        return Ledger.builder()
                .genesis(genesis())
                .identity(identity(index))
                .storage(RocksDbStorage.at(directory, RocksDbOptions.defaults().withWriteBufferBytes(8 * MIB)))
                .transport(NettyTransport.listen("127.0.0.1", 0).bootstrap(known))
                .engine(new BftEngine())
                .contract(new FillContract())
                .signatures(SignatureProvider.PORTABLE);
    }

    static InetSocketAddress addressOf(Ledger node) {
        return addressOf(node.listenAddress());
    }

    static InetSocketAddress addressOf(String text) {
        String[] parts = text.split(":");
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }
}

package org.tallystick.benchmarks.start;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tallystick.api.GenesisFile;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.p2p.NettyTransport;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/**
 * An application that does nothing but embed a node: the only validator of its ledger, with keys, genesis and store in a
 * directory, made there the first time. Says when the node takes part, and ends with its input.
 */
final class ReadyNode {
    private static final char[] PASSPHRASE = "only a measurement".toCharArray();

    private ReadyNode() {}

    /** Runs in the directory that is its only argument. */
    public static void main(String[] words) throws Exception {
        Path directory = Path.of(words[0]);
        Path genesis = directory.resolve("genesis.json");
        Identity identity = Identity.openOrCreate(directory.resolve("keys.p12"), PASSPHRASE.clone());
        if (!Files.exists(genesis)) {
            GenesisFile.save(genesis, genesis(identity));
        }
        try (Ledger ledger = Ledger.builder()
                .genesis(GenesisFile.load(genesis))
                .identity(identity)
                .storage(RocksDbStorage.at(directory.resolve("store")))
                .transport(NettyTransport.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .engine(new BftEngine())
                .open()) {
            while (!(ledger.health() instanceof Health.Running)) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            System.out.println(StartCommand.READY);
            while (System.in.read() >= 0) {
                Thread.onSpinWait(); // whatever comes is not looked at
            }
        }
    }

    private static Genesis genesis(Identity identity) {
        PrivateKey votes = identity.validatorKey().orElseThrow();
        return new Genesis(
                "start",
                1_700_000_000_000L,
                BftEngine.NAME,
                new ValidatorSet(0, List.of(new Validator("only", votes.publicKey(), identity.nodeId()))),
                false,
                List.of(),
                Parameters.DEFAULT,
                List.of(new ContractRef(TokenContract.ID, TokenContract.VERSION)),
                List.of());
    }
}

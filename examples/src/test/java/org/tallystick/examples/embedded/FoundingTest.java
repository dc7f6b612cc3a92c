package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.GenesisFile;
import org.tallystick.api.Ledger;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Hash;
import org.tallystick.p2p.NettyTransport;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/** The way of founding.md: organisations that trust nobody with a key, and share one text. */
@Timeout(120)
class FoundingTest {
    private static final List<String> NAMES = List.of("amersfoort", "bergen", "culemborg", "delft");

    @TempDir
    private Path directory;

    private final List<Ledger> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Ledger::close);
    }

    private Path place(String name) {
        return directory.resolve(name);
    }

    private Identity identity(String name) {
        return Identity.openOrCreate(place(name).resolve("keys.p12"), ("the secret of " + name).toCharArray());
    }

    /** What an organisation hands to the others. */
    private String entry(String name) {
        Identity identity = identity(name);
        return "{\"name\": \"%s\", \"key\": \"%s\", \"node\": \"%s\"}"
                .formatted(
                        name,
                        identity.validatorKey().orElseThrow().publicKey(),
                        identity.nodeId().key());
    }

    private static String genesis(List<String> entries) {
        return """
                {
                  "format": 1,
                  "network": "founded",
                  "timestamp_ms": 1700000000000,
                  "engine": "bft",
                  "validators": [
                    %s
                  ],
                  "open_network": false,
                  "nodes": [],
                  "parameters": {
                    "max_block_bytes": 1048576,
                    "max_block_transactions": 2000,
                    "max_transaction_bytes": 131072,
                    "max_transaction_lifetime_ms": 3600000,
                    "max_resource_limit": 1000000,
                    "max_lanes": 1024,
                    "view_timeout_ms": 1000,
                    "max_view_timeout_ms": 10000,
                    "heartbeat_ms": 0
                  },
                  "contracts": [{"id": "token", "version": 1}],
                  "accounts": []
                }
                """.formatted(String.join(",\n    ", entries));
    }

    private Ledger open(String name, List<InetSocketAddress> others) {
        return Ledger.builder()
                .genesis(GenesisFile.load(place(name).resolve("genesis.json")))
                .identity(identity(name))
                .storage(RocksDbStorage.at(place(name).resolve("store")))
                .transport(NettyTransport.listen("127.0.0.1", 0).bootstrap(others))
                .engine(new BftEngine())
                .open();
    }

    @Test
    void organisationsThatShareOneTextHaveOneLedger() throws Exception {
        List<String> entries = new ArrayList<>();
        for (String name : NAMES) {
            Files.createDirectories(place(name));
            entries.add(entry(name));
        }
        String text = genesis(entries);
        Set<Hash> chains = new LinkedHashSet<>();
        for (String name : NAMES) {
            Path file = place(name).resolve("genesis.json");
            Files.writeString(file, name.equals("delft") ? text.replace("  ", "\t") : text, StandardCharsets.UTF_8);
            chains.add(GenesisCodec.chainId(GenesisFile.load(file)));
        }
        assertThat(chains).as("what they read to one another").hasSize(1);
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String name : NAMES) {
            Ledger node = open(name, List.copyOf(addresses));
            nodes.add(node);
            addresses.add(address(node));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> nodes.stream().allMatch(node -> node.health().isRunning()));
        EmbeddedCluster.issue(nodes.get(0).account(PrivateKey.generate(new SecureRandom())));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(nodes.stream().map(Ledger::head).collect(Collectors.toSet()))
                        .hasSize(1)
                        .allSatisfy(head -> assertThat(head.height()).isPositive()));
    }

    private static InetSocketAddress address(Ledger node) {
        String[] parts = node.listenAddress().split(":");
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }
}

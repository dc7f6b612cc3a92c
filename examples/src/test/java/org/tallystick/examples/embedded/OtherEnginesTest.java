package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.api.AccountClient;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerException;
import org.tallystick.api.SubmitResult;
import org.tallystick.consensus.poa.PoaEngine;
import org.tallystick.consensus.poa.PoaSettings;
import org.tallystick.consensus.pow.PowEngine;
import org.tallystick.consensus.pow.PowSettings;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.examples.sequencer.SequencerEngine;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.ConsensusEngine;

/** Engines other than {@code bft} in real nodes, one of them from outside the library. */
@Timeout(120)
class OtherEnginesTest {
    @TempDir
    private Path directory;

    static Stream<Arguments> engines() {
        return Stream.of(
                Arguments.of(new SequencerEngine(), Bytes.EMPTY),
                Arguments.of(new PoaEngine(), new PoaSettings(5, 300).encode()),
                Arguments.of(
                        new PowEngine(), PowSettings.of(3, 300, 10_000, 20_000).encode()));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void validatorsAndObserverAgree(ConsensusEngine engine, Bytes settings) throws Exception {
        Parameters parameters = Parameters.DEFAULT.withEngineSettings(settings);
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 1, engine, parameters).startAll()) {
            AccountClient issuer = cluster.node(1).account(PrivateKey.generate(new SecureRandom()));
            AccountClient receiver = cluster.node(4).account(PrivateKey.generate(new SecureRandom()));
            Hash asset = TokenContract.assetId(issuer.id(), "EUR");
            assertThat(issuer.call(TokenContract.ID, TokenCalls.issue("EUR", issuer.id(), 1_000))
                            .get(60, TimeUnit.SECONDS)
                            .receiptOrThrow()
                            .succeeded())
                    .isTrue();
            List<CompletableFuture<SubmitResult>> transfers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                transfers.add(issuer.call(TokenContract.ID, TokenCalls.transfer(asset, receiver.id(), 2)));
            }
            for (CompletableFuture<SubmitResult> transfer : transfers) {
                assertThat(transfer.get(60, TimeUnit.SECONDS).receiptOrThrow().succeeded())
                        .isTrue();
            }
            long height = cluster.node(1).head().height();
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            cluster.all().stream().allMatch(node -> node.head().height() >= height));
            FinalBlock expected = cluster.node(0).block(height).get().orElseThrow();
            for (Ledger node : cluster.all()) {
                assertThat(node.block(height).get().orElseThrow().hash()).isEqualTo(expected.hash());
            }
        }
    }

    @Test
    void aNodeWithAnotherEngineThanTheGenesisNamesRefuses() {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0, new PoaEngine(), Parameters.DEFAULT)) {
            assertThatThrownBy(() ->
                            cluster.builder(0).engine(new SequencerEngine()).open())
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("poa")
                    .hasMessageContaining("sequencer");
        }
    }

    @Test
    void settingsOfAnotherEngineAreRefusedClearly() {
        Bytes settings = new PoaSettings(5, 300).encode();
        try (EmbeddedCluster cluster = new EmbeddedCluster(
                directory, 4, 0, new PowEngine(), Parameters.DEFAULT.withEngineSettings(settings))) {
            assertThatThrownBy(() -> cluster.builder(0).open())
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("not those of pow");
        }
    }
}

package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Head;
import org.tallystick.api.Ledger;
import org.tallystick.api.RecoveryResult;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.codec.RecoveryStatement;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.contract.governance.Change;
import org.tallystick.contract.governance.GovernanceCall;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.governance.Proposal;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.model.Receipt;
import org.tallystick.model.ValidatorSet;

/** Validators come and go on a running ledger: real sockets, real disks, real signatures. */
@Timeout(180)
class MembershipTest {
    @TempDir
    private Path directory;

    private final AtomicBoolean loading = new AtomicBoolean(true);
    private final Queue<SubmitResult> results = new ConcurrentLinkedQueue<>();

    private static Receipt call(AccountClient client, Bytes call) throws Exception {
        return client.call(GovernanceContract.ID, call)
                .get(30, TimeUnit.SECONDS)
                .receiptOrThrow();
    }

    /** Goes on transferring as long as it may, one transfer after another. */
    private void load(AccountClient from, Hash asset) {
        if (loading.get()) {
            from.call(TokenContract.ID, TokenCalls.transfer(asset, from.id(), 1))
                    .thenAccept(result -> {
                        results.add(result);
                        load(from, asset);
                    });
        }
    }

    /** Proposes and approves; the change is in force once newcomers are ready. */
    private static void decide(EmbeddedCluster cluster, Ledger via, Change... changes) throws Exception {
        AccountClient first = via.account(cluster.governor(0));
        long epoch = via.config().epoch();
        Proposal proposal = Proposal.of(epoch, via.head().timestamp() + 600_000, changes);
        Receipt proposed = call(first, new GovernanceCall.Propose(proposal).encode());
        assertThat(proposed.succeeded()).isTrue();
        for (int i = 1; i <= 2; i++) {
            Bytes approve = new GovernanceCall.Approve(first.id(), proposed.transactionId()).encode();
            assertThat(call(via.account(cluster.governor(i)), approve).succeeded())
                    .isTrue();
        }
    }

    private static void awaitEpoch(long epoch, Stream<Ledger> nodes) {
        List<Ledger> all = nodes.toList();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> all.stream().allMatch(node -> node.config().epoch() == epoch));
    }

    @Test
    void aFifthNodeComesAndOneOfTheFirstFourGoesUnderLoad() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0, 1, new BftEngine(), Parameters.DEFAULT)) {
            IntStream.range(0, 4).forEach(cluster::start);
            Ledger one = cluster.node(1);
            AccountClient payer = one.account(PrivateKey.generate(new SecureRandom()));
            payer.call(TokenContract.ID, TokenCalls.issue("EUR", payer.id(), 1_000_000))
                    .get(30, TimeUnit.SECONDS);
            Hash asset = TokenContract.assetId(payer.id(), "EUR");
            IntStream.range(0, 8).forEach(i -> load(payer, asset));

            Change add = new Change.AddValidator(cluster.validator(4));
            assertThat(one.preview(List.of(add)).after().quorum()).isEqualTo(4);
            decide(cluster, one, add);
            Ledger newcomer = cluster.start(4);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> newcomer.head().height() + 20 > one.head().height()
                            && newcomer.head().height() > 0
                            && newcomer.readiness(Duration.ofMinutes(1)).isPresent());
            assertThat(call(
                                    one.account(cluster.governor(0)),
                                    new GovernanceCall.Ready(newcomer.readiness(Duration.ofMinutes(1))
                                                    .orElseThrow())
                                            .encode())
                            .succeeded())
                    .isTrue();
            awaitEpoch(1, cluster.all().stream());

            decide(cluster, one, new Change.RemoveValidator(cluster.validator(0).key()));
            awaitEpoch(2, cluster.all().stream());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.node(0).health().toString().contains("OBSERVER"));
            cluster.stop(2); // of four one may be missing, if the newcomer votes
            int before = results.size();
            await().atMost(Duration.ofSeconds(30)).until(() -> results.size() > before + 50);
            loading.set(false);
            assertThat(results).allMatch(result -> result instanceof SubmitResult.Final);
            Head head = one.head();
            assertThat(one.block(head.height()).get()).isPresent();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> newcomer.block(head.height()).get().isPresent());
            assertThat(newcomer.block(head.height()).get().orElseThrow().hash()).isEqualTo(head.hash());
        }
    }

    @Test
    void governorsLetTheLedgerGoOnAfterHalfOfItsValidatorsAreGone() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 2).startAll()) {
            AccountClient payer = cluster.node(0).account(PrivateKey.generate(new SecureRandom()));
            payer.call(TokenContract.ID, TokenCalls.issue("EUR", payer.id(), 1_000))
                    .get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            cluster.all().stream().map(Ledger::head).distinct().count() == 1);
            cluster.stop(2);
            cluster.stop(3);
            Ledger one = cluster.node(0);
            LedgerConfig next = new LedgerConfig(
                    new ValidatorSet(
                            1, Stream.of(0, 1, 4, 5).map(cluster::validator).toList()),
                    one.config().parameters());
            Head head = one.head();
            RecoveryStatement statement = new RecoveryStatement(head.height(), head.hash(), head.timestamp() + 1, next);
            RecoveryCertificate certificate = RecoveryCertificate.of(
                    statement,
                    IntStream.range(0, 3)
                            .mapToObj(i -> RecoveryCertificate.sign(statement, one.chainId(), cluster.recoveryKey(i)))
                            .toList());
            assertThat(one.recover(RecoveryCertificate.decode(certificate.encode()))
                            .get(10, TimeUnit.SECONDS))
                    .isInstanceOf(RecoveryResult.Recovered.class);
            awaitEpoch(1, Stream.of(0, 1, 4, 5).map(cluster::node));
            AccountClient other = cluster.node(5).account(PrivateKey.generate(new SecureRandom()));
            assertThat(other.call(TokenContract.ID, TokenCalls.issue("USD", other.id(), 5))
                            .get(60, TimeUnit.SECONDS)
                            .receiptOrThrow()
                            .succeeded())
                    .isTrue();
            assertThat(cluster.node(1).recover(certificate).get(10, TimeUnit.SECONDS))
                    .isInstanceOf(RecoveryResult.Refused.class);
        }
    }
}

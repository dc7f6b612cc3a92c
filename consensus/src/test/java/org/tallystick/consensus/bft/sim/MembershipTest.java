package org.tallystick.consensus.bft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofResult;
import org.tallystick.api.RecoveryResult;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.codec.RecoveryStatement;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.contract.governance.Change;
import org.tallystick.model.Parameters;
import org.tallystick.proof.LightClient;
import org.tallystick.proof.Verdict;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimGovernors;
import org.tallystick.testkit.sim.SimMachine;
import org.tallystick.testkit.sim.SimWorkload;

/** The validators and parameters of a running ledger change, while all is well and while it is not. */
@Timeout(300)
class MembershipTest {
    private static final long SECOND = 1_000_000_000L;

    private SimCluster cluster;
    private SimWorkload workload;
    private SimGovernors governors;

    private void open(int validators, int observers, long seed) {
        SimCluster.Shape shape =
                new SimCluster.Shape(validators, observers, 0, List.of(), parameters(500, 2_000), "bft");
        SplittableRandom chance = new SplittableRandom(seed);
        cluster = new SimCluster(shape, SimCrypto.MOCK, SimRuns.nodes(), chance.nextLong());
        workload = new SimWorkload(cluster, 2, 2, SECOND / 20, chance.nextLong());
        governors = new SimGovernors(cluster, chance.nextLong());
        cluster.startAll();
        workload.begin();
    }

    private static Parameters parameters(int timeout, int most) {
        Parameters base = Parameters.DEFAULT;
        return new Parameters(
                base.maxBlockBytes(),
                most,
                base.maxTransactionBytes(),
                base.maxTransactionLifetimeMs(),
                base.maxResourceLimit(),
                base.maxLanes(),
                timeout,
                4 * timeout,
                0);
    }

    private void runUntilDecided(int seconds) {
        assertThat(cluster.runUntil(governors::areDone, seconds * SECOND))
                .as("%s; epochs %s", cluster.checks().violations(), epochs())
                .isTrue();
    }

    private List<String> epochs() {
        return cluster.running().stream()
                .map(machine -> "n" + machine.number() + ": epoch "
                        + machine.ledger().config().epoch() + ", height "
                        + machine.ledger().head().height() + ", "
                        + machine.ledger().health())
                .toList();
    }

    private void runOn(int blocks) {
        long height = cluster.checks().head();
        assertThat(cluster.runUntil(() -> cluster.checks().head() >= height + blocks, 60 * SECOND))
                .as("%s; %s", cluster.checks().violations(), epochs())
                .isTrue();
    }

    private void comeToRest() {
        workload.stop();
        assertThat(cluster.runUntil(() -> workload.isIdle() && haveOneHead(), 120 * SECOND))
                .as("%s; %s", cluster.checks().violations(), epochs())
                .isTrue();
        assertThat(cluster.checks().violations()).isEmpty();
    }

    private boolean haveOneHead() {
        return cluster.running().stream()
                        .map(machine -> machine.ledger().head().hash())
                        .distinct()
                        .count()
                == 1;
    }

    private Change add(int machine) {
        return new Change.AddValidator(governors.validator(machine));
    }

    private Change remove(int machine) {
        return new Change.RemoveValidator(governors.validator(machine).key());
    }

    private String roleOf(int machine) {
        return cluster.machine(machine).ledger().health().toString();
    }

    @Test
    void parametersChangeWithoutAPause() {
        open(4, 0, 1);
        runOn(10);
        governors.decide(new Change.SetParameters(parameters(300, 7)));
        governors.decide(new Change.SetParameters(parameters(200, 9)));
        runUntilDecided(60);
        assertThat(cluster.running()).hasSize(4).allSatisfy(machine -> {
            assertThat(machine.ledger().config().parameters().maxBlockTransactions())
                    .isEqualTo(9);
            assertThat(machine.ledger().config().epoch()).isEqualTo(2);
        });
        runOn(20);
        comeToRest();
    }

    @Test
    void anObserverBecomesAValidatorAndAValidatorAnObserver() {
        open(4, 1, 2);
        runOn(10);
        governors.decide(add(4));
        governors.decide(remove(0));
        runUntilDecided(60);
        runOn(20);
        assertThat(roleOf(4)).contains("VALIDATOR");
        assertThat(roleOf(0)).contains("OBSERVER");
        cluster.crash(1); // only one may be missing, so the newcomer must vote
        runOn(20);
        cluster.start(1);
        comeToRest();
        assertThat(cluster.running())
                .allSatisfy(machine -> assertThat(
                                machine.ledger().config().validators().size())
                        .isEqualTo(4));
        outsidersFollow();
    }

    /** Whoever has the genesis, or a checkpoint of an earlier epoch, is led to the present validators by a proof. */
    private void outsidersFollow() {
        LightClient client = LightClient.of(cluster.genesis(), new BftEngine()::finalityVerifier)
                .with(cluster.crypto().verifier());
        for (SimMachine machine : cluster.running()) {
            long height = machine.ledger().head().height();
            long epochs = machine.ledger().config().epoch();
            assertThat(epochs).isPositive();
            Verdict.Verified whole = verified(client, machine, ProofRequest.block(height));
            assertThat(whole.proof().steps()).hasSize((int) epochs);
            assertThat(whole.checkpoint().config()).isEqualTo(machine.ledger().config());
            Verdict.Verified early = verified(client, machine, ProofRequest.block(1));
            assertThat(early.proof().steps()).isEmpty();
            LightClient later = LightClient.at(whole.checkpoint(), new BftEngine()::finalityVerifier)
                    .with(cluster.crypto().verifier());
            assertThat(verified(later, machine, ProofRequest.block(height).since(epochs))
                            .proof()
                            .steps())
                    .isEmpty();
        }
    }

    private Verdict.Verified verified(LightClient client, SimMachine machine, ProofRequest request) {
        CompletableFuture<ProofResult> made = machine.ledger().prove(request);
        assertThat(cluster.runUntil(made::isDone, SECOND)).isTrue();
        Verdict verdict = client.verify(made.join().orThrow().toBytes());
        assertThat(verdict).isInstanceOf(Verdict.Verified.class);
        return (Verdict.Verified) verdict;
    }

    @Test
    void theNewcomerCountsAtOnceWhileAnotherIsDown() {
        open(4, 1, 3);
        runOn(5);
        cluster.crash(3);
        governors.decide(add(4)); // now five, and four must agree
        runUntilDecided(60);
        runOn(20);
        cluster.start(3);
        comeToRest();
    }

    @Test
    void whoWasAwayDuringTheChangeFindsItsWayBack() {
        open(4, 1, 4);
        runOn(5);
        cluster.crash(2);
        governors.decide(add(4));
        governors.decide(new Change.SetParameters(parameters(300, 100)));
        runUntilDecided(60);
        runOn(10);
        cluster.start(2);
        cluster.run(10 * SECOND);
        cluster.crash(3);
        runOn(10);
        cluster.start(3);
        comeToRest();
        assertThat(cluster.running())
                .hasSize(5)
                .allSatisfy(
                        machine -> assertThat(machine.ledger().config().epoch()).isEqualTo(2));
    }

    @Test
    void aValidatorThatHasLostItsJournalVotesAgainInTheNextEpoch() {
        open(4, 0, 5);
        runOn(20);
        cluster.wipe(1);
        cluster.start(1);
        cluster.run(10 * SECOND);
        runOn(10);
        assertThat(roleOf(1)).contains("VotesWithheld");
        governors.decide(new Change.SetParameters(parameters(300, 100)));
        runUntilDecided(60);
        assertThat(roleOf(1)).doesNotContain("VotesWithheld");
        cluster.crash(2); // now three of four are left, and all of them must vote
        runOn(20);
        cluster.start(2);
        comeToRest();
    }

    @Test
    void theLedgerGoesOnAfterMoreValidatorsAreGoneThanItBears() {
        open(4, 2, 6);
        runOn(10);
        workload.stop(); // what only those would know that go would be lost
        assertThat(cluster.runUntil(() -> workload.isIdle() && haveOneHead(), 60 * SECOND))
                .isTrue();
        cluster.crash(2);
        cluster.crash(3);
        workload.resume();
        cluster.run(20 * SECOND);
        long stuck = cluster.checks().head();
        List<RecoveryResult> results = new ArrayList<>();
        RecoveryCertificate certificate = governors.recovery(
                0,
                List.of(
                        governors.validator(0),
                        governors.validator(1),
                        governors.validator(4),
                        governors.validator(5)));
        RecoveryCertificate few = new RecoveryCertificate(
                certificate.statement(), certificate.signatures().subList(0, 2));
        cluster.machine(0).ledger().recover(few).thenAccept(results::add);
        cluster.run(SECOND);
        assertThat(results).singleElement().isInstanceOf(RecoveryResult.Refused.class);
        cluster.machine(0).ledger().recover(certificate).thenAccept(results::add);
        cluster.run(SECOND);
        assertThat(results.get(1)).isInstanceOf(RecoveryResult.Recovered.class);
        runOn(20);
        cluster.machine(0).ledger().recover(certificate).thenAccept(results::add);
        cluster.run(SECOND);
        assertThat(results.get(2)).isInstanceOf(RecoveryResult.Refused.class);
        cluster.start(2); // it is not gone after all, and follows
        assertThat(cluster.runUntil(() -> cluster.machine(2).ledger().head().height() > stuck + 10, 60 * SECOND))
                .as("%s", epochs())
                .isTrue();
        comeToRest();
        assertThat(cluster.runUntil(
                        () -> roleOf(2).contains("OBSERVER"), SECOND)) // said a moment after the last block came
                .as(roleOf(2))
                .isTrue();
    }

    @Test
    void aRecoveryWhoseTimeLiesAheadIsRefusedAsNothingCouldFollowIt() {
        open(4, 0, 7);
        runOn(3);
        RecoveryCertificate good =
                governors.recovery(0, cluster.genesis().validators().validators());
        RecoveryStatement said = good.statement();
        RecoveryStatement ahead =
                new RecoveryStatement(said.height(), said.block(), said.timestamp() + 3_600_000, said.config());
        List<RecoveryResult> results = new ArrayList<>();
        cluster.machine(0).ledger().recover(governors.sign(ahead)).thenAccept(results::add);
        cluster.run(SECOND);
        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        RecoveryResult.Refused.class,
                        refused -> assertThat(refused.reason()).contains("lies ahead"));
    }

    @Test
    void changesGoThroughWhileNodesCrashAndLinksBreak() {
        for (long seed = 1; seed <= Integer.getInteger("sim.membership", 6); seed++) {
            open(4, 2, 100 + seed);
            SplittableRandom chance = new SplittableRandom(seed);
            governors.decide(add(4));
            governors.decide(add(5));
            governors.decide(remove(0));
            governors.decide(new Change.SetParameters(parameters(200, 50)));
            governors.decide(remove(1));
            for (int round = 0; round < 40; round++) {
                trouble(chance);
                cluster.run(chance.nextLong(2 * SECOND));
                cluster.healNetwork();
                cluster.startAll();
                cluster.run(chance.nextLong(SECOND));
            }
            runUntilDecided(300);
            runOn(10);
            comeToRest();
            assertThat(cluster.running())
                    .as("seed %d", seed)
                    .hasSize(6)
                    .allSatisfy(machine ->
                            assertThat(machine.ledger().config().epoch()).isEqualTo(5));
        }
    }

    private void trouble(SplittableRandom chance) {
        List<SimMachine> machines = cluster.machines();
        switch (chance.nextInt(4)) {
            case 0 -> cluster.crash(chance.nextInt(machines.size()));
            case 1 ->
                machines.forEach(machine -> {
                    if (chance.nextInt(3) == 0) {
                        cluster.crash(machine.number());
                    }
                });
            case 2 -> cluster.partition(chance.nextBoolean(), new int[] {0, 2, 4}, new int[] {1, 3, 5});
            default -> cluster.partition(chance.nextBoolean(), new int[] {0, 1, 2, 3, 4}, new int[] {5});
        }
    }
}

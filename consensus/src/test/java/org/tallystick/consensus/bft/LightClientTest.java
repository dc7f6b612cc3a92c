package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.codec.RecoveryStatement;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.proof.Checkpoint;
import org.tallystick.proof.Claim;
import org.tallystick.proof.EpochStep;
import org.tallystick.proof.LightClient;
import org.tallystick.proof.Proof;
import org.tallystick.proof.Verdict;
import org.tallystick.proof.Verdict.Reason;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.testkit.CanonicalForm;

/** Proofs with true signatures, judged from a genesis and from checkpoints. */
class LightClientTest {
    private static final ProofBench BENCH = new ProofBench(3);
    private static final Function<Parameters, FinalityVerifier> FINALITY = new BftEngine()::finalityVerifier;
    private final LightClient client = LightClient.of(BENCH.genesis, FINALITY);

    private static Verdict.Verified verified(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Verified.class);
        return (Verdict.Verified) verdict;
    }

    private void assertRefused(Proof proof, Reason reason) {
        assertThat(client.verify(proof))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void everyKindOfProofIsVerifiedFromItsFile() {
        for (Proof proof : BENCH.everyKind()) {
            Verdict.Verified verdict = verified(client.verify(proof.toBytes()));
            assertThat(verdict.proof()).isEqualTo(proof);
            assertThat(verdict.attestors()).extracting(Validator::name).hasSize(3);
        }
    }

    @Test
    void fileIsCanonical() throws MalformedException {
        CanonicalForm<Proof> form = new CanonicalForm<>(Proof::toBytes, Proof::read);
        Random random = new Random(1);
        for (Proof proof : BENCH.everyKind()) {
            form.check(proof, random);
        }
        CanonicalForm<Checkpoint> checkpoints = new CanonicalForm<>(Checkpoint::toBytes, Checkpoint::read);
        checkpoints.check(Checkpoint.of(BENCH.genesis), random);
    }

    @Test
    void changedValidatorsAreFollowedFromGenesisAndFromACheckpoint() {
        Verdict.Verified first = verified(client.verify(BENCH.block(6)));
        assertThat(first.attestors())
                .extracting(Validator::name)
                .containsExactly("validator-1", "validator-2", "validator-3");
        LightClient later = LightClient.at(first.checkpoint(), FINALITY);
        Proof whole = BENCH.block(11);
        Proof shorter =
                new Proof(BENCH.steps(1, 2), whole.attested(), whole.certificate(), Optional.empty(), List.of());
        assertThat(verified(later.verify(shorter)).checkpoint().config()).isEqualTo(ProofBench.config(2));
        assertThat(later.verify(whole))
                .as("begins before what is trusted")
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_FROM_HERE));
        assertRefused(shorter, Reason.NOT_FROM_HERE);
    }

    @Test
    void checkpointDoesNotGoBack() {
        Checkpoint at3 = verified(client.verify(BENCH.block(3))).checkpoint();
        assertThat(verified(LightClient.at(at3, FINALITY).verify(BENCH.block(2)))
                        .checkpoint())
                .isEqualTo(at3);
    }

    @Test
    void aQuorumIsNeededAndItsVotesMustBeFinal() {
        BlockHeader header = BENCH.headers.get(2);
        LedgerConfig config = ProofBench.config(0);
        List<Bytes> bad = List.of(
                BENCH.certificate(2, 0, 1),
                BENCH.certificate(header, 0, config, VoteKind.NOTARIZE, 0, 1, 2),
                BENCH.certificate(header, 1, config, VoteKind.FINALIZE, 0, 1, 2),
                BENCH.certificate(header, 0, ProofBench.config(1), VoteKind.FINALIZE, 0, 1, 2),
                BENCH.certificate(3, 0, 1, 2),
                Bytes.EMPTY);
        for (Bytes certificate : bad) {
            assertRefused(
                    new Proof(List.of(), header, certificate, Optional.empty(), List.of()), Reason.BAD_CERTIFICATE);
        }
        assertThat(verified(client.verify(new Proof(
                                List.of(), header, BENCH.certificate(2, 0, 1, 2, 3), Optional.empty(), List.of())))
                        .attestors())
                .hasSize(4);
    }

    @Test
    void validatorsThatNobodyNamedAreRefused() {
        EpochStep step = BENCH.steps(0, 1).get(0);
        EpochStep forged = new EpochStep(step.last(), step.certificate(), ProofBench.config(2));
        EpochStep notLast = new EpochStep(BENCH.headers.get(3), BENCH.certificate(3, 0, 1, 2), ProofBench.config(1));
        Proof proof = BENCH.block(6);
        for (EpochStep bad : List.of(forged, notLast)) {
            assertRefused(
                    new Proof(List.of(bad), proof.attested(), proof.certificate(), Optional.empty(), List.of()),
                    Reason.BAD_STEP);
        }
    }

    /** A recovery lets the ledger go on from block 2, and its epoch ends there. */
    private static EpochStep recovery(RecoveryStatement statement, PrivateKey... signers) {
        BlockHeader two = BENCH.headers.get(2);
        BlockHeader three = BENCH.headers.get(3);
        BlockHeader header = new BlockHeader(
                two.chainId(),
                3,
                HeaderCodec.hash(two),
                statement.timestamp(),
                three.proposer(),
                0,
                three.transactionRoot(),
                three.receiptRoot(),
                three.stateRoot(),
                three.historyRoot(),
                two.configHash(),
                ConfigCodec.hash(statement.config()),
                RecoveryCertificate.mark());
        RecoveryCertificate certificate = RecoveryCertificate.of(
                statement,
                Arrays.stream(signers)
                        .map(key -> RecoveryCertificate.sign(statement, two.chainId(), key))
                        .toList());
        return new EpochStep(header, certificate.encode(), statement.config());
    }

    private static Proof after(EpochStep step) {
        return new Proof(
                List.of(step), BENCH.headers.get(6), BENCH.certificate(6, 0, 1, 2), Optional.empty(), List.of());
    }

    @Test
    void recoveriesAreFollowedByWhoKnowsTheGovernors() {
        PrivateKey one = ProofBench.key(501);
        PrivateKey two = ProofBench.key(502);
        List<Governor> governors = Stream.of(one, two)
                .map(key -> new Governor(
                        "g" + key.publicKey().encoded().hashCode(),
                        AccountCodec.idOf(key.publicKey()),
                        key.publicKey()))
                .sorted(Comparator.comparing(Governor::account))
                .toList();
        LightClient governed = client.governedBy(new Governance(governors, 2, 2));
        Hash block = HeaderCodec.hash(BENCH.headers.get(2));
        RecoveryStatement statement = new RecoveryStatement(2, block, 1_800_000_000_000L, ProofBench.config(1));
        Proof proof = after(recovery(statement, one, two));
        assertThat(verified(governed.verify(proof.toBytes())).checkpoint().config())
                .isEqualTo(ProofBench.config(1));
        assertRefused(proof, Reason.NOT_FROM_HERE);

        EpochStep good = recovery(statement, one, two);
        RecoveryStatement elsewhere = new RecoveryStatement(2, Hash.ZERO, 1_800_000_000_000L, ProofBench.config(1));
        List<EpochStep> lies = List.of(
                recovery(statement, one),
                recovery(statement, one, ProofBench.key(1)),
                new EpochStep(good.last(), recovery(elsewhere, one, two).certificate(), good.next()),
                new EpochStep(good.last(), BENCH.certificate(3, 0, 1, 2), good.next()));
        for (EpochStep lie : lies) {
            assertThat(governed.verify(after(lie)))
                    .isInstanceOfSatisfying(
                            Verdict.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.BAD_CERTIFICATE));
        }
        assertThat(governed.verify(new Proof(List.of(), good.last(), good.certificate(), Optional.empty(), List.of())))
                .as("its own header is nobody's word")
                .isInstanceOf(Verdict.Refused.class);
        LightClient beyond = LightClient.at(
                        new Checkpoint(client.trusted().chainId(), 3, block, ProofBench.config(0)), FINALITY)
                .governedBy(new Governance(governors, 2, 2));
        assertThat(beyond.verify(proof))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.CONTRADICTION));
    }

    @Test
    void anotherLedgerIsNamed() {
        LightClient other = LightClient.at(
                new Checkpoint(Hash.ZERO, 0, Hash.ZERO, client.trusted().config()), FINALITY);
        assertThat(other.verify(BENCH.block(1)))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.OTHER_LEDGER));
    }

    @Test
    void attestedBlockOtherThanTheTrustedOneIsAContradiction() {
        Checkpoint wrong = new Checkpoint(
                client.trusted().chainId(),
                2,
                Hash.fromHex("11".repeat(32)),
                client.trusted().config());
        LightClient misled = LightClient.at(wrong, FINALITY);
        for (Proof proof : List.of(BENCH.block(2), BENCH.of(4, Optional.of(BENCH.ancestor(2, 4)), List.of()))) {
            assertThat(misled.verify(proof))
                    .isInstanceOfSatisfying(
                            Verdict.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.CONTRADICTION));
        }
        Checkpoint beyond = new Checkpoint(
                client.trusted().chainId(),
                5,
                Hash.fromHex("11".repeat(32)),
                client.trusted().config());
        assertThat(LightClient.at(beyond, FINALITY).verify(BENCH.block(6)))
                .as("the epoch of the trusted block ended below it")
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.CONTRADICTION));
    }

    @Test
    void claimsOfOneBlockDoNotHoldForAnother() {
        assertRefused(BENCH.of(3, Optional.empty(), List.of(BENCH.ended(2, 0))), Reason.BAD_CLAIM);
        assertRefused(BENCH.of(4, Optional.of(BENCH.ancestor(1, 3)), List.of()), Reason.BAD_ANCESTOR);
        assertRefused(BENCH.of(3, Optional.of(BENCH.ancestor(3, 4)), List.of()), Reason.BAD_ANCESTOR);
        assertRefused(BENCH.of(4, Optional.empty(), List.of(BENCH.continues(2, 3))), Reason.BAD_CLAIM);
        Claim.Held held = (Claim.Held) BENCH.held();
        Claim.Held absent = (Claim.Held) BENCH.absent();
        List<Claim> lies = List.of(
                new Claim.Held(held.space(), held.key(), Optional.of(Bytes.EMPTY), held.proof()),
                new Claim.Held(held.space(), held.key(), Optional.empty(), absent.proof()),
                new Claim.Held("other", held.key(), held.value(), held.proof()));
        lies.forEach(lie -> assertRefused(BENCH.of(3, Optional.empty(), List.of(lie)), Reason.BAD_CLAIM));
    }

    @Test
    void stepsOutOfOrderOrTwiceAreRefused() {
        Proof proof = BENCH.block(11);
        List<EpochStep> reversed = new ArrayList<>(proof.steps());
        Collections.reverse(reversed);
        List<EpochStep> twice = new ArrayList<>(proof.steps());
        twice.add(1, twice.get(0));
        for (List<EpochStep> steps : List.of(reversed, twice)) {
            assertRefused(
                    new Proof(steps, proof.attested(), proof.certificate(), Optional.empty(), List.of()),
                    Reason.NOT_FROM_HERE);
        }
        assertThat(ConfigCodec.hash(ProofBench.config(0))).isNotEqualTo(ConfigCodec.hash(ProofBench.config(1)));
    }
}

package org.tallystick.contract.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.GovernanceCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.testkit.ContractBench;
import org.tallystick.testkit.MockSigner;

class GovernanceContractTest {
    private static final long TIME = 1_700_000_000_000L;
    private static final long LATER = TIME + 10_000_000;

    private final List<AccountId> governors = IntStream.range(0, 4)
            .mapToObj(i -> AccountCodec.idOf(MockSigner.numbered(100 + i).publicKey()))
            .sorted()
            .toList();
    private final ContractBench<GovernanceCall> bench = new ContractBench<>(new GovernanceContract());
    private final LedgerConfig genesis = new LedgerConfig(
            new ValidatorSet(0, List.of(validator(0), validator(1), validator(2), validator(3))), Parameters.DEFAULT);
    private Hash proposal;

    private static Validator validator(int number) {
        return new Validator(
                "v" + number,
                MockSigner.numbered(number).publicKey(),
                new NodeId(MockSigner.numbered(1_000 + number).publicKey()));
    }

    @BeforeEach
    void begin() {
        List<Governor> all = new ArrayList<>();
        for (int i = 0; i < governors.size(); i++) {
            all.add(new Governor(
                    "g" + i, governors.get(i), MockSigner.numbered(200 + i).publicKey()));
        }
        all.sort(Comparator.comparing(Governor::account));
        Map<Bytes, Bytes> state = new HashMap<>();
        state.put(GovernanceState.GOVERNORS, GovernanceCodec.encode(new Governance(all, 3, 3)));
        state.put(GovernanceState.BEFORE, ConfigCodec.encode(genesis));
        bench.replaceState(state);
        bench.skip(10);
    }

    private GovernanceStatus status() {
        try {
            return GovernanceStatus.decode(bench.query(Bytes.EMPTY));
        } catch (ContractRefusal | MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private void propose(int governor, Change... changes) throws ContractRefusal {
        proposeAt(0, governor, changes);
    }

    private void proposeAt(long height, int governor, Change... changes) throws ContractRefusal {
        long epoch = status().inForce(bench.nextHeight()).epoch();
        proposal = Sha256.hash(Bytes.utf8("transaction " + bench.nextHeight()));
        Proposal wanted = new Proposal(epoch, height, LATER, List.of(changes), "because", List.of());
        bench.call(governors.get(governor), new GovernanceCall.Propose(wanted).encode());
    }

    private void approve(int governor, int proposer) throws ContractRefusal {
        bench.call(governors.get(governor), new GovernanceCall.Approve(governors.get(proposer), proposal).encode());
    }

    private void ready(int newcomer, long height, Hash block, long validFor) throws ContractRefusal {
        long now = TIME + 1_000 * bench.nextHeight();
        Readiness word = Readiness.sign(
                ContractBench.CHAIN,
                MockSigner.numbered(newcomer),
                validator(newcomer).node(),
                height,
                block,
                now + validFor);
        bench.call(governors.get(0), new GovernanceCall.Ready(word).encode());
    }

    private void ready(int newcomer) throws ContractRefusal {
        long height = bench.nextHeight() - 3;
        ready(newcomer, height, ContractBench.hashOf(height), 60_000);
    }

    private void assertRefused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ContractRefusal.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Change settings(int lanes) {
        Parameters base = Parameters.DEFAULT;
        return new Change.SetParameters(new Parameters(
                base.maxBlockBytes(),
                base.maxBlockTransactions(),
                base.maxTransactionBytes(),
                base.maxTransactionLifetimeMs(),
                base.maxResourceLimit(),
                lanes,
                base.viewTimeoutMs(),
                base.maxViewTimeoutMs(),
                base.heartbeatMs()));
    }

    @Test
    void enoughApprovalsScheduleAChangeOfParametersForTheNextBlock() throws ContractRefusal {
        propose(0, settings(7));
        approve(1, 0);
        approve(1, 0);
        assertThat(status().scheduled()).isEmpty();
        approve(2, 0);
        Scheduled change = status().scheduled().orElseThrow();
        long boundary = bench.nextHeight();
        assertThat(change.boundary()).isEqualTo(boundary);
        assertThat(change.config().epoch()).isEqualTo(1);
        assertThat(change.config().parameters().maxLanes()).isEqualTo(7);
        assertThat(status().inForce(boundary)).isEqualTo(genesis);
        assertThat(status().inForce(boundary + 1)).isEqualTo(change.config());
        assertThat(status().open()).isEmpty();
    }

    @Test
    void nothingIsDecidedBetweenADecisionAndItsBoundary() throws ContractRefusal {
        proposeAt(bench.nextHeight() + 5, 0, settings(7));
        approve(1, 0);
        approve(2, 0);
        assertRefused(GovernanceContract.CHANGE_UNDER_WAY, () -> propose(0, settings(8)));
        bench.skip(5);
        propose(0, settings(8));
        assertThat(status().open()).hasSize(1);
    }

    @Test
    void aHeightFarAheadIsScheduledLaterByAnybody() throws ContractRefusal {
        long height = bench.nextHeight() + 50;
        proposeAt(height, 0, settings(7));
        approve(1, 0);
        approve(2, 0);
        assertThat(status().scheduled()).isEmpty();
        Bytes call = new GovernanceCall.Schedule(governors.get(0), proposal).encode();
        AccountId anybody = AccountCodec.idOf(MockSigner.numbered(77).publicKey());
        assertRefused(GovernanceContract.NOT_DECIDED, () -> bench.call(anybody, call));
        bench.skip(40);
        bench.call(anybody, call);
        assertThat(status().scheduled().orElseThrow().boundary()).isEqualTo(height);
    }

    @Test
    void onlyGovernorsProposeAndApprove() throws ContractRefusal {
        AccountId stranger = AccountCodec.idOf(MockSigner.numbered(77).publicKey());
        Proposal wanted = Proposal.of(0, LATER, settings(7));
        assertRefused(
                GovernanceContract.NOT_A_GOVERNOR,
                () -> bench.call(stranger, new GovernanceCall.Propose(wanted).encode()));
        propose(0, settings(7));
        assertRefused(
                GovernanceContract.NOT_A_GOVERNOR,
                () -> bench.call(stranger, new GovernanceCall.Approve(governors.get(0), proposal).encode()));
    }

    @Test
    void aNewcomerCountsOnlyAfterItHasShownThatItHasCaughtUp() throws ContractRefusal {
        assertRefused(GovernanceContract.NOT_EXPECTED, () -> ready(4));
        propose(0, new Change.AddValidator(validator(4)));
        approve(1, 0);
        approve(2, 0);
        assertThat(status().scheduled()).isEmpty();
        long height = bench.nextHeight();
        assertRefused(
                GovernanceContract.NOT_READY, () -> ready(4, height - 3, ContractBench.hashOf(height - 4), 60_000));
        assertRefused(
                GovernanceContract.NOT_READY, () -> ready(4, height + 5, ContractBench.hashOf(height + 5), 60_000));
        assertRefused(
                GovernanceContract.NOT_READY,
                () -> ready(4, height - 3, ContractBench.hashOf(height - 3), Readiness.MAX_VALIDITY_MS + 1_000_000));
        ready(4);
        assertThat(status().scheduled().orElseThrow().config().validators().size())
                .isEqualTo(5);
    }

    @Test
    void readinessExpires() throws ContractRefusal {
        propose(0, new Change.AddValidator(validator(4)));
        ready(4);
        bench.skip(100); // a second each, and the word counts for sixty
        approve(1, 0);
        approve(2, 0);
        assertThat(status().scheduled()).isEmpty();
        ready(4);
        assertThat(status().scheduled()).isPresent();
    }

    @Test
    void anotherKeysSignatureShowsNothing() throws ContractRefusal {
        propose(0, new Change.AddValidator(validator(4)));
        long height = bench.nextHeight() - 2;
        Readiness forged = Readiness.sign(
                ContractBench.CHAIN,
                MockSigner.numbered(5),
                validator(4).node(),
                height,
                ContractBench.hashOf(height),
                TIME + 1_000 * bench.nextHeight() + 1_000);
        Readiness claimed = new Readiness(
                validator(4).key(),
                forged.node(),
                forged.height(),
                forged.block(),
                forged.validUntil(),
                forged.signature());
        assertRefused(
                GovernanceContract.NOT_READY,
                () -> bench.call(governors.get(0), new GovernanceCall.Ready(claimed).encode()));
    }

    @Test
    void aProposalIsVoidInTheNextEpoch() throws ContractRefusal {
        propose(3, settings(9));
        Hash old = proposal;
        propose(0, settings(7));
        approve(1, 0);
        approve(2, 0);
        bench.skip(2);
        assertRefused(
                GovernanceContract.VOID_PROPOSAL,
                () -> bench.call(governors.get(1), new GovernanceCall.Approve(governors.get(3), old).encode()));
    }

    @Test
    void aProposalOfAnotherEpochOrOfThePastOpensNoDoors() {
        Proposal wanted = Proposal.of(3, LATER, settings(7));
        assertThat(wanted.isAlive(3, LATER)).isTrue();
        assertThat(wanted.isAlive(3, LATER + 1)).isFalse();
        assertThat(wanted.isAlive(4, LATER)).isFalse();
    }

    @Test
    void impossibleChangesAreRefusedAtOnce() {
        assertRefused(
                GovernanceContract.IMPOSSIBLE_CHANGE,
                () -> propose(0, new Change.RemoveValidator(validator(9).key())));
        assertRefused(GovernanceContract.IMPOSSIBLE_CHANGE, () -> propose(0, new Change.AddValidator(validator(2))));
    }

    @Test
    void whatTheEngineCannotRunWithIsRefusedAtOnce() throws ContractRefusal {
        ContractBench<GovernanceCall> strict = new ContractBench<>(new GovernanceContract(config -> {
            if (config.validators().size() > 4 || config.parameters().maxLanes() > 8) {
                throw new IllegalArgumentException("at most 4 validators and 8 lanes");
            }
        }));
        Map<Bytes, Bytes> state = new HashMap<>();
        List<Governor> one = List.of(
                new Governor("g", governors.get(0), MockSigner.numbered(200).publicKey()));
        state.put(GovernanceState.GOVERNORS, GovernanceCodec.encode(new Governance(one, 1, 1)));
        state.put(GovernanceState.BEFORE, ConfigCodec.encode(genesis));
        strict.replaceState(state);
        for (Change change : List.of(settings(9), new Change.AddValidator(validator(4)))) {
            assertRefused(
                    GovernanceContract.IMPOSSIBLE_CHANGE,
                    () -> strict.call(
                            governors.get(0), new GovernanceCall.Propose(Proposal.of(0, LATER, change)).encode()));
        }
        strict.call(governors.get(0), new GovernanceCall.Propose(Proposal.of(0, LATER, settings(8))).encode());
    }

    @Test
    void oneGovernorCannotTakeAwayTheReadinessOfAnothersNewcomer() throws ContractRefusal {
        propose(3, new Change.AddValidator(validator(4)));
        propose(0, new Change.AddValidator(validator(4)));
        Hash wanted = proposal;
        ready(4);
        bench.call(governors.get(3), new GovernanceCall.Withdraw().encode());
        for (int governor = 1; governor <= 2; governor++) {
            bench.call(governors.get(governor), new GovernanceCall.Approve(governors.get(0), wanted).encode());
        }
        assertThat(status().scheduled()).isPresent();
    }

    @Test
    void readinessOfOneNodeDoesNotCountForAnotherWithTheSameKey() throws ContractRefusal {
        propose(3, new Change.AddValidator(validator(4)));
        Validator elsewhere =
                new Validator("v4", validator(4).key(), validator(5).node());
        propose(0, new Change.AddValidator(elsewhere));
        ready(4);
        approve(1, 0);
        approve(2, 0);
        assertThat(status().scheduled()).isEmpty();
    }

    @Test
    void aKeyIsReplacedInItsPlace() throws ContractRefusal {
        Validator rotated = new Validator(
                "v1", MockSigner.numbered(50).publicKey(), validator(1).node());
        propose(0, new Change.ReplaceValidator(validator(1).key(), rotated));
        approve(1, 0);
        approve(2, 0);
        long height = bench.nextHeight() - 1;
        Readiness word = Readiness.sign(
                ContractBench.CHAIN,
                MockSigner.numbered(50),
                rotated.node(),
                height,
                ContractBench.hashOf(height),
                TIME + 1_000 * bench.nextHeight() + 5_000);
        bench.call(governors.get(2), new GovernanceCall.Ready(word).encode());
        assertThat(status().scheduled().orElseThrow().config().validators().get(1))
                .isEqualTo(rotated);
    }

    @Test
    void thePreviewSaysWhatTheLedgerWouldBear() {
        MembershipPreview fewer = MembershipPreview.of(
                genesis, List.of(new Change.RemoveValidator(validator(3).key())));
        assertThat(fewer.before()).isEqualTo(new MembershipPreview.Tolerance(4, 1, 3));
        assertThat(fewer.after()).isEqualTo(new MembershipPreview.Tolerance(3, 0, 3));
        assertThat(fewer.warnings())
                .containsExactly(
                        new MembershipPreview.Warning.ToleratesFewer(1, 0),
                        new MembershipPreview.Warning.ToleratesNone(3));
        MembershipPreview more = MembershipPreview.of(genesis, List.of(new Change.AddValidator(validator(4))));
        assertThat(more.newcomers()).containsExactly(validator(4));
        assertThat(more.warnings()).isEmpty();
        MembershipPreview others = MembershipPreview.of(
                genesis,
                List.of(
                        new Change.ReplaceValidator(validator(0).key(), validator(5)),
                        new Change.ReplaceValidator(validator(1).key(), validator(6))));
        assertThat(others.warnings()).containsExactly(new MembershipPreview.Warning.DependsOnNewcomers(2, 3));
    }
}

package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;

/** Rules: Propose, Notarize, Nullify, Certificates. Four validators; view 1 is led by validator 1. */
class VotingRulesTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();

    @Test
    void proposeAsLeaderWhenThereIsWork() {
        Probe leader = Probe.running(4, 1);
        leader.work(5);
        List<Proposal> proposals = leader.items(Proposal.class);
        assertThat(proposals).hasSize(1);
        assertThat(proposals.get(0).view()).isEqualTo(1);
        assertThat(proposals.get(0).parentView()).isZero();
        assertThat(MiniLedger.transactions(proposals.get(0).block())).containsExactly(5L);
        assertThat(leader.votes(VoteKind.NOTARIZE))
                .as("the proposal is its vote")
                .isEmpty();
    }

    @Test
    void proposeNothingWithoutWork() {
        Probe leader = Probe.running(4, 1);
        leader.handle(new Event.Work(0));
        assertThat(leader.effects(Effect.Build.class)).isEmpty();
        leader.handle(new Event.Work(1)); // counted, but there is nothing to order after all
        assertThat(leader.effects(Effect.Build.class)).hasSize(1);
        assertThat(leader.items(Proposal.class)).isEmpty();
        leader.work(5);
        assertThat(leader.items(Proposal.class)).hasSize(1);
    }

    @Test
    void proposeAFullerBlockUnderLoadAfterOneShortWait() {
        Probe leader = Probe.running(4, 1);
        leader.work(1, 2, 3);
        assertThat(leader.effects(Effect.Build.class)).isEmpty();
        leader.work(4);
        assertThat(leader.effects(Effect.Build.class)).isEmpty();
        leader.fire(Timers.GATHER);
        assertThat(leader.items(Proposal.class)).hasSize(1);
        assertThat(MiniLedger.transactions(leader.items(Proposal.class).get(0).block()))
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void proposeOnTheNotarizedBlockOfTheViewBefore() {
        Probe leader = Probe.running(4, 2);
        leader.work(5, 6);
        ProposedBlock block = leader.notarized(1, 0, leader.ledger.head(), 5);
        assertThat(leader.items(Proposal.class)).singleElement().satisfies(proposal -> {
            assertThat(proposal.view()).isEqualTo(2);
            assertThat(proposal.parentView()).isEqualTo(1);
            assertThat(proposal.block().header().parent()).isEqualTo(block.hash());
        });
    }

    @Test
    void proposeOverNullifiedViews() {
        Probe leader = Probe.running(4, 3);
        ProposedBlock block = leader.notarized(1, 0, leader.ledger.head(), 5);
        leader.receive(0, leader.certificate(Subject.nullify(2), 0, 1, 2));
        leader.effects.clear();
        leader.work(6);
        assertThat(leader.items(Proposal.class)).singleElement().satisfies(proposal -> {
            assertThat(proposal.view()).isEqualTo(3);
            assertThat(proposal.parentView()).isEqualTo(1);
            assertThat(proposal.block().header().parent()).isEqualTo(block.hash());
        });
    }

    @Test
    void proposeNothingWhileACertificateBetweenIsMissing() {
        Probe leader = Probe.running(4, 3);
        leader.receive(0, leader.certificate(Subject.nullify(2), 0, 1, 2)); // nothing is known of view 1
        leader.work(6);
        assertThat(leader.effects(Effect.Build.class)).isEmpty();
        leader.receive(0, leader.certificate(Subject.nullify(1), 0, 1, 2));
        assertThat(leader.items(Proposal.class)).hasSize(1);
    }

    @Test
    void proposeNothingBuiltForAnEarlierView() {
        Probe leader = Probe.running(4, 1);
        leader.autoBuild = false;
        leader.work(5);
        Effect.Build build = leader.effects(Effect.Build.class).get(0);
        leader.receive(0, leader.certificate(Subject.nullify(1), 0, 2, 3));
        leader.handle(leader.answer(build));
        assertThat(leader.items(Proposal.class)).isEmpty();
    }

    @Test
    void proposeNothingAfterOwnNullify() {
        Probe leader = Probe.running(4, 1);
        leader.autoBuild = false;
        leader.work(5);
        Effect.Build build = leader.effects(Effect.Build.class).get(0);
        leader.fire(Timers.VIEW);
        leader.handle(leader.answer(build));
        assertThat(leader.items(Proposal.class)).isEmpty();
        assertThat(leader.votes(VoteKind.NULLIFY)).hasSize(1);
    }

    @Test
    void notarizeTheFirstValidProposalOnce() {
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(1, probe.proposal(1, 0, block));
        probe.receive(1, probe.proposal(1, 0, block));
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 6)));
        assertThat(probe.votes(VoteKind.NOTARIZE))
                .singleElement()
                .satisfies(vote -> assertThat(vote.subject()).isEqualTo(Probe.notarize(1, block)));
    }

    @Test
    void notarizeOnlyAfterTheBlockWasFoundValid() {
        probe.autoCheck = false;
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(1, probe.proposal(1, 0, block));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
        probe.handle(new Event.Checked(block.hash(), new CheckResult.Valid(probe.ledger.outlook())));
        assertThat(probe.votes(VoteKind.NOTARIZE)).hasSize(1);
    }

    @Test
    void notarizeNotAnInvalidBlock() {
        ProposedBlock good = probe.block(1, genesis, 5);
        ProposedBlock bad = new ProposedBlock(good.header(), good.hash(), Bytes.utf8("12345678"));
        probe.receive(1, probe.proposal(1, 0, bad));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
        // The body was wrong under a right header; the right body still counts.
        probe.receive(1, probe.proposal(1, 0, good));
        assertThat(probe.votes(VoteKind.NOTARIZE)).hasSize(1);
    }

    @Test
    void notarizeNotBeforeTheProposalsSignatureIsGood() {
        probe.autoVerify = false;
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(1, probe.proposal(1, 0, block));
        assertThat(probe.effects(Effect.Check.class)).as("checked meanwhile").hasSize(1);
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
        probe.handle(probe.answer(probe.effects(Effect.Verify.class).get(0)));
        assertThat(probe.votes(VoteKind.NOTARIZE)).hasSize(1);
    }

    @Test
    void notarizeNotAProposalThatTheLeaderDidNotSign() {
        ProposedBlock block = probe.block(1, genesis, 5);
        Vote other = probe.vote(2, Probe.notarize(1, block));
        probe.receive(1, new Proposal(1, 0, block, other.signature()));
        probe.receive(2, new Proposal(1, 0, block, other.signature()));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
    }

    @Test
    void notarizeNotABlockOfAnotherProposerOrEpoch() {
        ProposedBlock ofAnother = probe.block(2, genesis, 5);
        probe.receive(1, probe.proposal(1, 0, ofAnother));
        MiniLedger epochOne =
                new MiniLedger(Probe.CHAIN, 1, probe.validators.get(1).key());
        ProposedBlock late = epochOne.forge(genesis, probe.now, List.of(5L));
        probe.receive(1, probe.proposal(1, 0, late));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
        assertThat(probe.effects(Effect.Check.class)).isEmpty();
    }

    @Test
    void notarizeNotAfterOwnNullify() {
        probe.work(9);
        probe.fire(Timers.VIEW);
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 5)));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
    }

    @Test
    void notarizeOnlyWithANullificationOfEveryViewBetween() {
        probe.receive(0, probe.certificate(Subject.nullify(2), 0, 1, 2));
        ProposedBlock block = probe.block(3, genesis, 5);
        Probe voter = Probe.running(4, 0);
        voter.receive(1, voter.certificate(Subject.nullify(2), 1, 2, 3));
        voter.receive(3, voter.proposal(3, 0, block));
        assertThat(voter.votes(VoteKind.NOTARIZE)).isEmpty();
        voter.receive(1, voter.certificate(Subject.nullify(1), 1, 2, 3));
        assertThat(voter.votes(VoteKind.NOTARIZE)).hasSize(1);
    }

    @Test
    void notarizeAnUntimelyBlockOnceItsTimeHasCome() {
        probe.now += 20_000;
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.now -= 20_000;
        probe.receive(1, probe.proposal(1, 0, block));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
        assertThat(probe.timers).containsKey(Timers.RECHECK);
        probe.now += 20_000;
        probe.fire(Timers.RECHECK);
        assertThat(probe.votes(VoteKind.NOTARIZE)).hasSize(1);
    }

    @Test
    void certifiedWaivesTheTime() {
        probe.now += 20_000;
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.now -= 20_000;
        probe.receive(1, probe.proposal(1, 0, block));
        probe.receive(2, probe.certificate(Probe.notarize(1, block), 0, 1, 2));
        assertThat(probe.effects(Effect.Check.class))
                .hasSize(2)
                .last()
                .satisfies(check -> assertThat(check.certified()).isTrue());
        probe.finalizedBy(1, block, 0, 1);
        assertThat(probe.ledger.head().hash()).isEqualTo(block.hash());
    }

    @Test
    void nullifyWhenTheTimerFires() {
        probe.work(9);
        assertThat(probe.timers.get(Timers.VIEW)).isEqualTo(1_000);
        probe.fire(Timers.VIEW);
        assertThat(probe.votes(VoteKind.NULLIFY))
                .singleElement()
                .satisfies(vote -> assertThat(vote.view()).isOne());
        assertThat(probe.effects(Effect.SpreadPending.class)).hasSize(1);
        assertThat(probe.timers).doesNotContainKey(Timers.VIEW);
    }

    @Test
    void nullifyAfterOwnNotarizeIsAllowed() {
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 5)));
        probe.fire(Timers.VIEW);
        assertThat(probe.votes(VoteKind.NOTARIZE)).hasSize(1);
        assertThat(probe.votes(VoteKind.NULLIFY)).hasSize(1);
    }

    @Test
    void aNotarizationIsPassedOnVotedFinalAndLeadsToTheNextView() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        assertThat(probe.items(Certificate.class)).singleElement().satisfies(certificate -> {
            assertThat(certificate.subject()).isEqualTo(Probe.notarize(1, block));
            assertThat(certificate.votes()).hasSize(3);
        });
        assertThat(probe.votes(VoteKind.FINALIZE)).hasSize(1);
        assertThat(probe.status().view()).isEqualTo(2);
    }

    @Test
    void aNullificationIsPassedOnAndLeadsToTheNextView() {
        for (int i = 0; i < 3; i++) {
            probe.receive(i, probe.vote(i, Subject.nullify(1)));
        }
        assertThat(probe.items(Certificate.class))
                .singleElement()
                .satisfies(certificate -> assertThat(certificate.kind()).isEqualTo(VoteKind.NULLIFY));
        assertThat(probe.status().view()).isEqualTo(2);
        assertThat(probe.effects(Effect.Route.class))
                .last()
                .satisfies(route -> assertThat(route.leaders()).containsExactly(probe.node(2), probe.node(3)));
    }

    @Test
    void aNotarizationSeenAfterLeavingItsViewIsVotedFinal() {
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(0, probe.certificate(Subject.nullify(1), 0, 1, 2));
        probe.receive(0, probe.certificate(Subject.nullify(2), 0, 1, 2));
        probe.receive(0, probe.certificate(Probe.notarize(1, block), 0, 1, 2));
        assertThat(probe.votes(VoteKind.FINALIZE))
                .singleElement()
                .satisfies(vote -> assertThat(vote.view()).isOne());
    }

    @Test
    void aViewThatWasNullifiedHereIsNeverVotedFinal() {
        probe.work(9);
        probe.fire(Timers.VIEW);
        probe.notarized(1, 0, genesis, 5);
        assertThat(probe.status().view()).isEqualTo(2);
        assertThat(probe.votes(VoteKind.FINALIZE)).isEmpty();
    }

    @Test
    void aHigherCertifiedViewIsJoinedAtOnce() {
        probe.receive(0, probe.certificate(Subject.nullify(700), 0, 1, 2));
        assertThat(probe.status().view()).isEqualTo(701);
    }

    @Test
    void aCertificateWithoutAQuorumOrWithAFalseSignatureMovesNothing() {
        probe.receive(0, probe.certificate(Subject.nullify(7), 0, 1));
        Certificate good = probe.certificate(Subject.nullify(7), 0, 1);
        Vote forged = new Vote(Subject.nullify(7), 2, good.votes().get(0).signature());
        probe.receive(
                0,
                new Certificate(
                        Subject.nullify(7),
                        List.of(good.votes().get(0), good.votes().get(1), forged)));
        assertThat(probe.status().view()).isOne();
    }

    @Test
    void aProposalCountsThoughItsSignatureIsBeingCheckedInACertificate() {
        probe.autoVerify = false;
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(0, probe.vote(1, Probe.notarize(1, block)));
        probe.receive(1, probe.proposal(1, 0, block));
        assertThat(probe.effects(Effect.Verify.class)).hasSize(1);
        probe.handle(probe.answer(probe.effects(Effect.Verify.class).get(0)));
        assertThat(probe.votes(VoteKind.NOTARIZE)).hasSize(1);
    }

    @Test
    void aProposalWithAFalseSignatureOverASubjectThatItsLeaderSignedIsRepaired() {
        ProposedBlock block = probe.block(1, genesis, 5);
        Vote leaders = probe.vote(1, Probe.notarize(1, block));
        probe.receive(1, leaders);
        Bytes other = probe.vote(2, Probe.notarize(1, block)).signature();
        probe.receive(2, new Proposal(1, 0, block, other));
        assertThat(probe.votes(VoteKind.NOTARIZE)).hasSize(1);
        probe.effects.clear();
        probe.fire(Timers.RESEND);
        assertThat(probe.items()).contains(leaders);
    }
}

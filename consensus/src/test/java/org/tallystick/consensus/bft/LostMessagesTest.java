package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;

/** Rule: Lost messages. */
class LostMessagesTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();

    @Test
    void whatIsUnfinishedIsSentAgainAtCappedIntervals() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        probe.fire(Timers.RESEND); // set in view 1, and there was progress since
        long[] expected = {250, 500, 1_000, 2_000, 2_000};
        for (long delay : expected) {
            assertThat(probe.timers.get(Timers.RESEND)).isEqualTo(delay);
            probe.effects.clear();
            probe.fire(Timers.RESEND);
            assertThat(probe.sent()).singleElement().satisfies(sent -> {
                assertThat(sent.envelope().repeat()).isTrue();
                assertThat(sent.envelope().items())
                        .contains(probe.vote(3, Probe.finalize(1, block)))
                        .anyMatch(item ->
                                item instanceof Certificate certificate && certificate.kind() == VoteKind.NOTARIZE);
            });
        }
        probe.finalizedBy(1, block, 0, 1);
        assertThat(probe.timers).isEmpty();
    }

    @Test
    void progressResetsTheIntervalAndSendsNothingTwice() {
        ProposedBlock first = probe.notarized(1, 0, genesis, 5);
        probe.fire(Timers.RESEND);
        probe.fire(Timers.RESEND);
        probe.notarized(2, 1, first, 6);
        probe.effects.clear();
        probe.fire(Timers.RESEND);
        assertThat(probe.sent()).isEmpty();
        assertThat(probe.timers.get(Timers.RESEND)).isEqualTo(250);
    }

    @Test
    void theLeaderSendsItsProposalAgainToThoseThatHaveNotAnswered() {
        Probe leader = Probe.running(4, 1);
        leader.work(5);
        Proposal proposal = leader.items(Proposal.class).get(0);
        leader.receive(0, leader.vote(0, proposal.subject()));
        leader.effects.clear();
        leader.fire(Timers.RESEND);
        assertThat(leader.sent()).hasSize(3).allSatisfy(sent -> {
            boolean answered = sent.to().equals(leader.node(0));
            Item expected = answered ? leader.vote(1, proposal.subject()) : proposal;
            assertThat(sent.envelope().items()).contains(expected);
        });
    }

    @Test
    void aValidatorThatConnectsGetsWhatIsUnfinishedAtOnce() {
        probe.handle(new Event.PeerConnected(probe.node(0)));
        assertThat(probe.items(Item.VoteQuery.class))
                .as("only the question for lost votes")
                .hasSize(1);
        assertThat(probe.sent()).hasSize(1);
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        probe.effects.clear();
        probe.handle(new Event.PeerConnected(probe.node(0)));
        assertThat(probe.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.to()).isEqualTo(probe.node(0));
            assertThat(sent.envelope().items()).contains(probe.vote(3, Probe.finalize(1, block)));
        });
    }

    @Test
    void whoeverIsStuckInALowerViewIsToldWhatCameAfter() {
        probe.receive(0, probe.certificate(Subject.nullify(1), 0, 1, 2));
        probe.receive(0, probe.certificate(Subject.nullify(2), 0, 1, 2));
        probe.effects.clear();
        probe.receive(2, false, probe.vote(2, Subject.nullify(1)));
        assertThat(probe.sent()).as("a late vote is no sign of being stuck").isEmpty();
        probe.receive(2, true, probe.vote(2, Subject.nullify(1)));
        assertThat(probe.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.to()).isEqualTo(probe.node(2));
            assertThat(sent.envelope().repeat()).isFalse();
            assertThat(sent.envelope().items()).hasSize(2);
        });
    }

    @Test
    void whatWasPassedOnIsCountedButNotAnswered() {
        probe.receive(0, probe.certificate(Subject.nullify(1), 0, 1, 2));
        probe.receive(0, probe.certificate(Subject.nullify(2), 0, 1, 2));
        probe.effects.clear();
        probe.relay(1, new Item.CertificateRequest(1, 2), new Item.VoteQuery(1), new Item.EpochQuery());
        assertThat(probe.sent()).as("nobody knows who asks").isEmpty();
        for (int i = 0; i < 3; i++) {
            probe.relay(1, probe.vote(i, Subject.nullify(3)));
        }
        assertThat(probe.status().view()).as("a signature is its own proof").isEqualTo(4);
    }

    @Test
    void whoeverLacksFinalityIsToldOfIt() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        probe.finalizedBy(1, block, 0, 1);
        probe.effects.clear();
        probe.receive(
                2, true, probe.certificate(Probe.notarize(1, block), 0, 1, 2), probe.vote(2, Probe.finalize(1, block)));
        assertThat(probe.items(Certificate.class))
                .anyMatch(certificate -> certificate.subject().equals(Probe.finalize(1, block)));
    }

    @Test
    void answersToOnePeerAreBoundedInAWindow() {
        probe.receive(0, probe.certificate(Subject.nullify(1), 0, 1, 2));
        probe.effects.clear();
        for (int i = 0; i < 50; i++) {
            probe.receive(2, true, probe.vote(2, Subject.nullify(1)));
        }
        assertThat(probe.sent()).hasSize(Limits.ANSWERS);
        probe.fire(Timers.ANSWER);
        probe.receive(2, true, probe.vote(2, Subject.nullify(1)));
        assertThat(probe.sent()).hasSize(Limits.ANSWERS + 1);
    }

    @Test
    void blocksAndCertificatesAreServed() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        probe.effects.clear();
        probe.receive(0, new Item.BlockRequest(block.hash()));
        assertThat(probe.items(Item.BlockReply.class)).containsExactly(new Item.BlockReply(block));
        probe.receive(0, new Item.CertificateRequest(0, 5));
        assertThat(probe.items(Certificate.class))
                .singleElement()
                .satisfies(certificate -> assertThat(certificate.subject()).isEqualTo(Probe.notarize(1, block)));
    }

    @Test
    void aBlockThatIsFinalHereIsAnsweredWithItsFinality() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        probe.finalizedBy(1, block, 0, 1);
        probe.effects.clear();
        probe.receive(0, new Item.BlockRequest(block.hash()));
        assertThat(probe.items(Certificate.class))
                .singleElement()
                .satisfies(certificate -> assertThat(certificate.kind()).isEqualTo(VoteKind.FINALIZE));
    }

    @Test
    void certificatesThatLeadToAProposalAheadAreAskedFor() {
        ProposedBlock block = probe.block(2, genesis, 5);
        probe.receive(2, probe.proposal(2, 0, block));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
        probe.fire(Timers.FETCH);
        assertThat(probe.items(Item.CertificateRequest.class)).containsExactly(new Item.CertificateRequest(1, 1));
        probe.receive(0, probe.certificate(Subject.nullify(1), 0, 1, 2));
        assertThat(probe.votes(VoteKind.NOTARIZE))
                .singleElement()
                .satisfies(vote -> assertThat(vote.view()).isEqualTo(2));
    }

    @Test
    void certificatesThatLeadToVotesOfMoreThanTheFaultyAreAskedFor() {
        probe.receive(0, probe.vote(0, Subject.nullify(9)));
        assertThat(probe.timers).isEmpty();
        probe.receive(1, probe.vote(1, Subject.nullify(9)));
        probe.fire(Timers.FETCH);
        assertThat(probe.items(Item.CertificateRequest.class)).containsExactly(new Item.CertificateRequest(1, 8));
    }

    @Test
    void oneValidatorAfterAnotherIsAsked() {
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(0, probe.certificate(Probe.notarize(1, block), 0, 1, 2));
        probe.effects.clear();
        for (long delay : new long[] {50, 100, 200, 400}) {
            assertThat(probe.timers.get(Timers.FETCH)).isEqualTo(delay);
            probe.fire(Timers.FETCH);
        }
        assertThat(probe.sent().stream().map(Probe.Sent::to).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(List.of(probe.node(0), probe.node(1), probe.node(2)));
    }

    @Test
    void aNullificationThatAProposalNeedsIsAskedForThoughTheViewIsNotarized() {
        Probe voter = Probe.running(4, 1);
        ProposedBlock passedOver = voter.block(1, genesis, 5);
        voter.receive(0, voter.certificate(Probe.notarize(1, passedOver), 0, 2, 3));
        ProposedBlock block = voter.block(2, genesis, 6);
        voter.receive(2, voter.proposal(2, 0, block));
        assertThat(voter.votes(VoteKind.NOTARIZE)).isEmpty();
        voter.fire(Timers.FETCH);
        assertThat(voter.items(Item.CertificateRequest.class)).containsExactly(new Item.CertificateRequest(0, 1));
        voter.receive(0, voter.certificate(Subject.nullify(1), 0, 2, 3));
        assertThat(voter.votes(VoteKind.NOTARIZE)).hasSize(1);
    }

    @Test
    void aProposalThatLiesAboutItsParentsViewIsHarmless() {
        Probe voter = Probe.running(4, 1);
        voter.receive(0, voter.certificate(Subject.nullify(3), 0, 2, 3));
        voter.receive(0, voter.certificate(Subject.nullify(5), 0, 2, 3));
        voter.receive(2, voter.proposal(6, 5, voter.block(6, genesis, 6)));
        voter.fire(Timers.FETCH);
        assertThat(voter.items(Item.CertificateRequest.class)).containsExactly(new Item.CertificateRequest(4, 4));
    }

    @Test
    void theLeadersVoteIsRepeatedForItSoThatOthersHearOfTheView() {
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(1, probe.proposal(1, 0, block));
        probe.effects.clear();
        probe.fire(Timers.RESEND);
        assertThat(probe.items())
                .containsExactly(probe.vote(3, Probe.notarize(1, block)), probe.vote(1, Probe.notarize(1, block)));
    }

    @Test
    void aTransactionThatNobodyElseHoldsIsSentAgainUntilOthersAreHeardOf() {
        Probe waiting = Probe.running(4, 2);
        waiting.work(1);
        waiting.fire(Timers.VIEW); // sends it beside the nullify
        waiting.effects.clear();
        waiting.fire(Timers.RESEND);
        waiting.fire(Timers.RESEND);
        assertThat(waiting.effects(Effect.SpreadPending.class)).hasSize(2);
        waiting.receive(0, waiting.vote(0, Subject.nullify(1)));
        waiting.effects.clear();
        waiting.fire(Timers.RESEND);
        assertThat(waiting.effects(Effect.SpreadPending.class)).isEmpty();
    }
}

package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus.Role;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.testkit.MockSigner;

/** Rule: Lost journal. */
class LostJournalTest {
    private final Probe probe = new Probe(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();

    private static Item none(int about) {
        return new Item.VoteReport(about, Optional.empty());
    }

    @Test
    void withAnEmptyJournalItAsksBeforeItVotes() {
        probe.start();
        assertThat(probe.status().role()).isEqualTo(Role.CONFIRMING);
        assertThat(probe.items(Item.VoteQuery.class)).hasSize(3);
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 5)));
        probe.work(5);
        assertThat(probe.items(Vote.class)).isEmpty();
        for (int i = 0; i < 3; i++) {
            assertThat(probe.status().role()).isEqualTo(Role.CONFIRMING);
            probe.receive(i, none(3));
        }
        assertThat(probe.status().role()).isEqualTo(Role.VALIDATOR);
        assertThat(probe.votes(VoteKind.NOTARIZE)).as("it followed meanwhile").hasSize(1);
    }

    @Test
    void whoVotedInALaterEpochNeverVotesInAnEarlierOneAgain() {
        byte[] later = new CanonicalWriter(16).u8(3).u64(1).toArray();
        probe.journal.add(new VoteJournal.Entry(1L << 40 | 5, later)); // its chain was lost, and its votes were not
        probe.start();
        for (int i = 0; i < 3; i++) {
            probe.receive(i, none(3));
        }
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 5)));
        probe.work(5);
        assertThat(probe.status().role()).isEqualTo(Role.LOST_JOURNAL);
        assertThat(probe.items(Vote.class)).isEmpty();
    }

    @Test
    void itAsksAgainUntilItKnows() {
        probe.start();
        probe.receive(0, none(3));
        probe.effects.clear();
        probe.fire(Timers.QUERY);
        assertThat(probe.sent())
                .filteredOn(sent -> sent.envelope().items().contains(new Item.VoteQuery(3)))
                .extracting(Probe.Sent::to)
                .containsExactly(probe.node(1), probe.node(2));
        probe.handle(new Event.PeerConnected(probe.node(1)));
        assertThat(probe.items(Item.VoteQuery.class)).hasSize(3);
    }

    @Test
    void nobodyReportsForAnother() {
        probe.start();
        probe.receive(0, none(3));
        probe.receive(0, none(3));
        probe.receive(0, none(3));
        probe.receive(1, none(2));
        assertThat(probe.status().role()).isEqualTo(Role.CONFIRMING);
    }

    @Test
    void forgeriesDoNotHideATrueVoteThatAnotherShows() {
        probe.autoVerify = false;
        probe.start();
        for (int i = 0; i < 50; i++) {
            Vote forged =
                    new Vote(Subject.nullify(9), 3, MockSigner.numbered(500 + i).sign(new byte[] {1}));
            probe.receive(0, new Item.VoteReport(3, Optional.of(forged)));
            probe.receive(0, forged);
        }
        probe.receive(1, new Item.VoteReport(3, Optional.of(probe.vote(3, Subject.nullify(4)))));
        List<Effect.Verify> checks = List.copyOf(probe.effects(Effect.Verify.class));
        assertThat(checks).hasSizeLessThan(20);
        checks.forEach(check -> probe.handle(probe.answer(check)));
        assertThat(probe.status().role()).isEqualTo(Role.LOST_JOURNAL);
    }

    /** Any peer may have others relay what it likes, in nobody's name. */
    @Test
    void aReportThatWasPassedOnIsNobodys() {
        probe.start();
        for (int i = 0; i < 3; i++) {
            probe.relay(i, none(3));
        }
        assertThat(probe.status().role()).isEqualTo(Role.CONFIRMING);
        probe.relay(0, new Item.VoteReport(3, Optional.of(probe.vote(3, Subject.nullify(4)))));
        assertThat(probe.status().role())
                .as("a vote of its own is, whoever brings it")
                .isEqualTo(Role.LOST_JOURNAL);
    }

    @Test
    void onceConfirmedTheJournalIsNeverEmptyAgain() {
        probe.start();
        for (int i = 0; i < 3; i++) {
            probe.receive(i, none(3));
        }
        assertThat(probe.journal).isNotEmpty();
        probe.restart();
        assertThat(probe.status().role()).isEqualTo(Role.VALIDATOR);
    }

    @Test
    void aVoteOfItsOwnThatItDoesNotKnowMakesItAnObserver() {
        probe.start();
        Vote lost = probe.vote(3, Subject.nullify(4));
        probe.receive(0, new Item.VoteReport(3, Optional.of(lost)));
        assertThat(probe.status().role()).isEqualTo(Role.LOST_JOURNAL);
        probe.restart();
        assertThat(probe.status().role()).as("for this epoch").isEqualTo(Role.LOST_JOURNAL);
        for (int i = 0; i < 3; i++) {
            probe.receive(i, none(3));
        }
        probe.work(5);
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 5)));
        assertThat(probe.items(Vote.class)).isEmpty();
        assertThat(probe.timers).doesNotContainKeys(Timers.VIEW, Timers.RESEND);
    }

    @Test
    void aForgedVoteOfItsOwnIsNoProof() {
        probe.start();
        Vote forged = new Vote(
                Subject.nullify(4), 3, probe.vote(2, Subject.nullify(4)).signature());
        probe.receive(0, new Item.VoteReport(3, Optional.of(forged)));
        probe.receive(0, forged);
        assertThat(probe.status().role()).isEqualTo(Role.CONFIRMING);
    }

    @Test
    void anUnknownOwnVoteIsNoticedAnywhereAtAnyTime() {
        Probe inVote = Probe.running(4, 3);
        inVote.receive(2, inVote.vote(3, Subject.nullify(1)));
        assertThat(inVote.status().role()).isEqualTo(Role.LOST_JOURNAL);

        Probe inCertificate = Probe.running(4, 3);
        inCertificate.receive(2, inCertificate.certificate(Subject.nullify(1), 1, 2, 3));
        assertThat(inCertificate.status().role()).isEqualTo(Role.LOST_JOURNAL);

        Probe inProposal = Probe.running(4, 3);
        inProposal.receive(2, inProposal.proposal(3, 0, inProposal.block(3, genesis, 5)));
        assertThat(inProposal.status().role()).isEqualTo(Role.LOST_JOURNAL);

        Probe inHead = Probe.running(4, 3);
        ProposedBlock block = inHead.block(7, genesis, 5);
        inHead.ledger.check(block, true, inHead.now);
        inHead.ledger.finish(block.hash(), inHead.codec.encode(inHead.certificate(Probe.finalize(7, block), 1, 2, 3)));
        inHead.start();
        assertThat(inHead.status().role()).isEqualTo(Role.LOST_JOURNAL);
    }

    @Test
    void ownVotesThatTheJournalKnowsAreFine() {
        Probe voter = Probe.running(4, 3);
        ProposedBlock block = voter.notarized(1, 0, genesis, 5);
        voter.finalizedBy(1, block, 0, 1);
        ProposedBlock second = voter.notarized(2, 1, block, 6);
        voter.restart();
        voter.receive(0, voter.vote(3, Probe.notarize(2, second)));
        voter.receive(0, voter.vote(3, Probe.finalize(2, second)));
        voter.receive(0, voter.vote(3, Probe.finalize(1, block)));
        voter.receive(0, voter.vote(3, Probe.notarize(1, block)));
        assertThat(voter.status().role()).isEqualTo(Role.VALIDATOR);
    }

    @Test
    void aJournalThatWasRolledBackIsNoticed() {
        Probe voter = Probe.running(4, 3);
        ProposedBlock block = voter.notarized(1, 0, genesis, 5);
        Vote finalize = voter.votes(VoteKind.FINALIZE).get(0);
        voter.journal.remove(voter.journal.size() - 1);
        voter.restart();
        assertThat(voter.status().role()).isEqualTo(Role.VALIDATOR);
        voter.receive(0, new Item.VoteReport(3, Optional.of(finalize)));
        assertThat(voter.status().role()).isEqualTo(Role.LOST_JOURNAL);
        assertThat(block.header().height()).isOne();
    }

    @Test
    void aRestartedValidatorAsksWhoeverConnectsOnce() {
        Probe voter = Probe.running(4, 3);
        voter.handle(new Event.PeerConnected(voter.node(0)));
        voter.handle(new Event.PeerConnected(voter.node(0)));
        assertThat(voter.items(Item.VoteQuery.class)).hasSize(1);
    }

    @Test
    void aQuestionIsAnsweredWithTheHighestVoteHeld() {
        Probe voter = Probe.running(4, 3);
        voter.receive(0, new Item.VoteQuery(0));
        assertThat(voter.items(Item.VoteReport.class)).containsExactly(new Item.VoteReport(0, Optional.empty()));
        voter.receive(0, voter.vote(0, Subject.nullify(3)));
        voter.receive(0, voter.vote(0, Subject.nullify(2)));
        voter.effects.clear();
        voter.receive(0, new Item.VoteQuery(0));
        assertThat(voter.items(Item.VoteReport.class))
                .containsExactly(new Item.VoteReport(0, Optional.of(voter.vote(0, Subject.nullify(3)))));
        voter.effects.clear();
        voter.receive(1, new Item.VoteQuery(0));
        assertThat(voter.effects(Effect.Send.class))
                .as("only the validator itself is told")
                .isEmpty();
    }

    @Test
    void votesInCertificatesOfTheHeadCountAsHeld() {
        Probe voter = Probe.running(4, 3);
        ProposedBlock block = voter.notarized(1, 0, genesis, 5);
        voter.finalizedBy(1, block, 0, 1);
        voter.restart();
        voter.receive(0, new Item.VoteQuery(0));
        assertThat(voter.items(Item.VoteReport.class))
                .containsExactly(new Item.VoteReport(0, Optional.of(voter.vote(0, Probe.finalize(1, block)))));
    }

    @Test
    void aSingleValidatorNeedsNobodysWord() {
        Probe single = new Probe(1, 0);
        single.start();
        assertThat(single.status().role()).isEqualTo(Role.VALIDATOR);
        single.work(5);
        assertThat(single.ledger.isFinal(5)).isTrue();
        assertThat(single.sent()).isEmpty();
        assertThat(single.timers).isEmpty();
    }
}

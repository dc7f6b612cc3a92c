package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;

/** Rule: When timers run. */
class TimerRulesTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();

    @Test
    void nothingRunsWhenThereIsNothingToDo() {
        assertThat(probe.timers).isEmpty();
    }

    @Test
    void aTransactionHeldStartsTheTimer() {
        probe.work(5);
        assertThat(probe.timers.get(Timers.VIEW)).isEqualTo(1_000);
        probe.handle(new Event.Work(0));
        assertThat(probe.timers).isEmpty();
    }

    @Test
    void anUnfinalNotarizedBlockStartsTheTimerOfTheNextView() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        assertThat(probe.status().view()).isEqualTo(2);
        assertThat(probe.timers).containsKey(Timers.VIEW);
        probe.finalizedBy(1, block, 0, 1);
        assertThat(probe.timers).isEmpty();
    }

    @Test
    void aProposalStartsTheTimer() {
        probe.autoCheck = false;
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 5)));
        assertThat(probe.timers).containsKey(Timers.VIEW);
    }

    @Test
    void votesOfMoreThanTheFaultyStartTheTimer() {
        probe.receive(0, probe.vote(0, Subject.nullify(1)));
        assertThat(probe.timers).isEmpty();
        probe.receive(2, probe.vote(2, Subject.nullify(1)));
        assertThat(probe.timers).containsKey(Timers.VIEW);
    }

    @Test
    void theTimerOfALeftViewIsReplaced() {
        probe.work(5);
        probe.effects.clear();
        probe.notarized(1, 0, genesis, 6);
        probe.fire(Timers.VIEW);
        assertThat(probe.votes(VoteKind.NULLIFY))
                .singleElement()
                .satisfies(vote -> assertThat(vote.view()).isEqualTo(2));
    }

    @Test
    void theWaitDoublesWithEachNullifiedViewUpToTheCap() {
        probe.work(5);
        long[] expected = {1_000, 2_000, 4_000, 8_000, 10_000, 10_000};
        for (int view = 1; view <= expected.length; view++) {
            assertThat(probe.timers.get(Timers.VIEW)).isEqualTo(expected[view - 1]);
            probe.receive(0, probe.certificate(Subject.nullify(view), 0, 1, 2));
        }
    }

    @Test
    void finalityResetsTheWait() {
        probe.work(5, 6, 7);
        probe.receive(0, probe.certificate(Subject.nullify(1), 0, 1, 2));
        assertThat(probe.timers.get(Timers.VIEW)).isEqualTo(2_000);
        ProposedBlock block = probe.notarized(2, 0, genesis, 5);
        probe.finalizedBy(2, block, 0, 1);
        probe.receive(0, probe.certificate(Subject.nullify(3), 0, 1, 2));
        probe.receive(0, probe.certificate(Subject.nullify(4), 0, 1, 2));
        assertThat(probe.timers.get(Timers.VIEW))
                .as("one block, then two nullified views")
                .isEqualTo(4_000);
    }

    @Test
    void anObserverHasNoTimers() {
        Probe observer = new Probe(4, 9, Probe.PARAMETERS, true);
        observer.start();
        observer.work(5);
        assertThat(observer.timers).isEmpty();
        assertThat(observer.sent()).isEmpty();
    }

    @Test
    void aLeaderThatMissedItsLastTurnGetsLittleTime() {
        ProposedBlock parent = genesis;
        for (int view = 1; view <= 8; view++) {
            if (view == 5) {
                // Validator 1 was there in view 1, and never since.
                probe.fire(Timers.VIEW);
                probe.receive(0, probe.vote(0, Subject.nullify(5)));
                probe.receive(2, probe.vote(2, Subject.nullify(5)));
                continue;
            }
            parent = finalBlock(view, parent);
            if (view == 4 || view == 8) {
                probe.work(1_000 + view);
                assertThat(probe.timers.get(Timers.VIEW)).isEqualTo(view == 4 ? 1_000 : 100);
            }
        }
    }

    /** Plays a view to finality without validator 1 but for its own block in view 1. */
    private ProposedBlock finalBlock(int view, ProposedBlock parent) {
        ProposedBlock block;
        if (view % 4 == probe.self) {
            probe.work(view);
            var proposals = probe.items(Proposal.class);
            block = proposals.get(proposals.size() - 1).block();
        } else {
            block = probe.block(view, parent, view);
            probe.receive(view % 4, probe.proposal(view, view - 1, block));
        }
        for (int voter : new int[] {0, 2}) {
            probe.receive(voter, probe.vote(voter, Probe.notarize(view, block)));
        }
        probe.finalizedBy(view, block, 0, 2);
        return block;
    }
}

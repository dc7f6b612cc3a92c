package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.storage.VoteJournal;

/** Rule: Durable before sent. */
class DurabilityTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();

    private static void assertPersistedFirst(Probe probe, Class<? extends Effect> visible) {
        int persist = -1;
        int sent = -1;
        for (int i = 0; i < probe.effects.size(); i++) {
            Effect effect = probe.effects.get(i);
            persist = persist < 0 && effect instanceof Effect.Persist ? i : persist;
            sent = sent < 0 && visible.isInstance(effect) ? i : sent;
        }
        assertThat(persist).isNotNegative();
        assertThat(sent).isGreaterThan(persist);
    }

    @Test
    void aVoteIsPersistedWithItsBlockBeforeItIsSent() throws Exception {
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(1, probe.proposal(1, 0, block));
        assertPersistedFirst(probe, Effect.Broadcast.class);
        assertThat(probe.effects(Effect.Persist.class)).hasSize(1);
        probe.restart();
        probe.receive(0, new Item.BlockRequest(block.hash()));
        assertThat(probe.items(Item.BlockReply.class))
                .as("the block survived with the vote")
                .hasSize(1);
    }

    @Test
    void aProposalIsPersistedBeforeItIsSent() {
        Probe leader = Probe.running(4, 1);
        leader.work(5);
        assertPersistedFirst(leader, Effect.Broadcast.class);
    }

    @Test
    void aCertificateAndTheFinalizeVoteOnItGoInOneRecord() {
        probe.notarized(1, 0, genesis, 5);
        assertThat(probe.effects(Effect.Persist.class))
                .as("notarize, then notarization with finalize")
                .hasSize(2);
    }

    @Test
    void afterARestartTheSameVotesAreSentAndNoContradictingOnes() {
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(1, probe.proposal(1, 0, block));
        Vote before = probe.votes(VoteKind.NOTARIZE).get(0);
        probe.restart();
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 6)));
        probe.fire(Timers.RESEND);
        assertThat(probe.votes(VoteKind.NOTARIZE)).containsOnly(before);
    }

    @Test
    void afterARestartTheLeaderSendsTheSameProposal() {
        Probe leader = Probe.running(4, 1);
        leader.work(5);
        Proposal before = leader.items(Proposal.class).get(0);
        leader.restart();
        leader.work(6);
        leader.fire(Timers.RESEND);
        assertThat(leader.items(Proposal.class)).isNotEmpty().containsOnly(before);
    }

    @Test
    void afterARestartAFinalizedViewIsNotNullifiedNorTheOtherWayRound() {
        probe.notarized(1, 0, genesis, 5);
        assertThat(probe.votes(VoteKind.FINALIZE)).hasSize(1);
        probe.restart();
        assertThat(probe.status().view()).isEqualTo(2);
        Probe other = Probe.running(4, 3);
        other.work(5);
        other.fire(Timers.VIEW);
        other.restart();
        other.notarized(1, 0, other.ledger.head(), 5);
        assertThat(other.votes(VoteKind.FINALIZE)).isEmpty();
    }

    @Test
    void journaledBlocksAreCheckedAgainParentsFirst() {
        ProposedBlock first = probe.notarized(1, 0, genesis, 5);
        ProposedBlock second = probe.notarized(2, 1, first, 6);
        probe.restart();
        assertThat(probe.effects(Effect.Check.class).stream()
                        .map(check -> check.block().hash())
                        .toList())
                .containsExactly(first.hash(), second.hash());
        probe.finalizedBy(2, second, 0, 1);
        assertThat(probe.ledger.head().hash()).isEqualTo(second.hash());
    }

    @Test
    void aStoreThatIsAheadOfTheJournalClosesTheViewsUpToItsHead() {
        ProposedBlock block = probe.block(7, genesis, 5);
        probe.ledger.check(block, true, probe.now);
        probe.ledger.finish(block.hash(), probe.codec.encode(probe.certificate(Probe.finalize(7, block), 0, 1, 2)));
        probe.start();
        assertThat(probe.status().view()).isEqualTo(8);
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis, 6)));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
    }

    @Test
    void recordsOfClosedViewsAreForgottenOnlyOnceALaterRecordSaysSo() {
        ProposedBlock first = probe.notarized(1, 0, genesis, 5);
        probe.finalizedBy(1, first, 0, 1);
        assertThat(probe.effects(Effect.Discard.class)).isEmpty();
        ProposedBlock second = probe.notarized(2, 1, first, 6);
        probe.finalizedBy(2, second, 0, 1);
        ProposedBlock third = probe.notarized(3, 2, second, 7);
        assertThat(probe.effects(Effect.Discard.class))
                .extracting(Effect.Discard::belowPosition)
                .isSorted()
                .contains(1L)
                .allMatch(position -> position <= 2);
        assertThat(third.header().height()).isEqualTo(3);
    }

    @Test
    void noVoteIsCastInAViewWhoseRecordsMayBeForgotten() {
        // The store lost its last block, and the journal has already forgotten what was voted before it.
        ProposedBlock first = probe.notarized(1, 0, genesis, 5);
        probe.finalizedBy(1, first, 0, 1);
        ProposedBlock second = probe.notarized(2, 1, first, 6);
        probe.finalizedBy(2, second, 0, 1);
        probe.notarized(3, 2, second, 7);
        List<VoteJournal.Entry> last = List.of(probe.journal.get(probe.journal.size() - 1));
        Probe rolledBack = new Probe(4, 3);
        rolledBack.journal.addAll(last);
        rolledBack.start();
        rolledBack.receive(1, rolledBack.proposal(1, 0, rolledBack.block(1, genesis, 8)));
        rolledBack.receive(0, rolledBack.certificate(Probe.notarize(1, first), 0, 1, 2));
        assertThat(rolledBack.votes(VoteKind.NOTARIZE)).isEmpty();
        assertThat(rolledBack.votes(VoteKind.FINALIZE)).isEmpty();
    }

    @Test
    void aRecordThatThisVersionDidNotWriteIsRefused() {
        probe.journal.add(new VoteJournal.Entry(1, new byte[] {9, 9}));
        assertThatThrownBy(probe::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("journal");
    }

    @Test
    void whatIsFinalByCatchingUpMovesEverythingForward() {
        ProposedBlock block = probe.block(6, genesis, 5);
        probe.ledger.check(block, true, probe.now);
        probe.ledger.finish(block.hash(), probe.codec.encode(probe.certificate(Probe.finalize(6, block), 0, 1, 2)));
        probe.handle(new Event.Finalized(
                block.header(), block.hash(), probe.ledger.headCertificate(), probe.ledger.outlook()));
        assertThat(probe.status().view()).isEqualTo(7);
        assertThat(probe.timers).isEmpty();
    }
}

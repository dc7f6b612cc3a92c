package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.testkit.MockVerifier;

/** Rules: Final, The last block, Speed. */
class FinalityRulesTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();
    private final FinalityVerifier verifier = new BftEngine().finalityVerifier(org.tallystick.model.Parameters.DEFAULT);

    private boolean isFinal(ProposedBlock block, Bytes certificate) {
        return verifier.isFinal(
                Probe.CHAIN, probe.validators, block.header(), block.hash(), certificate, new MockVerifier());
    }

    @Test
    void aQuorumOfFinalizeVotesMakesABlockFinal() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        probe.finalizedBy(1, block, 0);
        assertThat(probe.effects(Effect.Finalize.class)).isEmpty();
        probe.finalizedBy(1, block, 1);
        Effect.Finalize done = probe.effects(Effect.Finalize.class).get(0);
        assertThat(done.block()).isEqualTo(block.hash());
        assertThat(isFinal(block, done.certificate())).isTrue();
    }

    @Test
    void theCertificateOfABlockIsExactlyForIt() {
        ProposedBlock block = probe.block(1, genesis, 5);
        ProposedBlock other = probe.block(1, genesis, 6);
        Certificate proof = probe.certificate(Probe.finalize(1, block), 0, 1, 2);
        assertThat(isFinal(block, probe.codec.encode(proof))).isTrue();
        assertThat(isFinal(other, probe.codec.encode(proof))).isFalse();
        Subject wrongHeight = Subject.finalize(1, 2, block.hash());
        assertThat(isFinal(block, probe.codec.encode(probe.certificate(wrongHeight, 0, 1, 2))))
                .isFalse();
        assertThat(isFinal(block, probe.codec.encode(probe.certificate(Probe.finalize(1, block), 0, 1))))
                .isFalse();
        assertThat(isFinal(block, Bytes.EMPTY)).isFalse();
        assertThat(isFinal(block, Bytes.utf8("nonsense"))).isFalse();
        Vote forged = new Vote(Probe.finalize(1, block), 3, proof.votes().get(0).signature());
        Certificate withForged = new Certificate(
                proof.subject(), List.of(proof.votes().get(0), proof.votes().get(1), forged));
        assertThat(isFinal(block, probe.codec.encode(withForged))).isFalse();
        Bytes twoItems = probe.codec.encode(new Envelope(false, List.of(proof, proof)));
        assertThat(isFinal(block, twoItems)).isFalse();
    }

    @Test
    void aNotarizationNeverProvesFinality() {
        ProposedBlock block = probe.block(1, genesis, 5);
        Certificate notarization = probe.certificate(Probe.notarize(1, block), 0, 1, 2, 3);
        assertThat(isFinal(block, probe.codec.encode(notarization))).isFalse();
    }

    @Test
    void aDescendantsFinalityMakesItsAncestorsFinal() {
        ProposedBlock first = probe.notarized(1, 0, genesis, 5);
        ProposedBlock second = probe.notarized(2, 1, first, 6);
        probe.finalizedBy(2, second, 0, 1);
        assertThat(probe.ledger.head().hash()).isEqualTo(second.hash());
        assertThat(probe.ledger.at(1).block().hash()).isEqualTo(first.hash());
        assertThat(probe.timers).isEmpty();
    }

    @Test
    void aMissingFinalBlockIsAskedForFromThoseThatVoted() {
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(0, probe.certificate(Probe.finalize(1, block), 0, 1, 2));
        assertThat(probe.effects(Effect.Finalize.class)).isEmpty();
        assertThat(probe.status().finalHeight())
                .as("a recovery from below must be refused")
                .isEqualTo(1);
        assertThat(probe.timers.get(Timers.FETCH)).isEqualTo(Timers.FETCH_FIRST);
        probe.fire(Timers.FETCH);
        assertThat(probe.items(Item.BlockRequest.class)).containsExactly(new Item.BlockRequest(block.hash()));
        probe.receive(1, new Item.BlockReply(block));
        assertThat(probe.ledger.head().hash()).isEqualTo(block.hash());
        assertThat(probe.timers).doesNotContainKey(Timers.FETCH);
    }

    @Test
    void aBlockFinalMuchFurtherOnIsCaughtUpWith() {
        ProposedBlock far = genesis;
        for (int i = 1; i <= 5; i++) {
            far = probe.block(i, far, i);
        }
        probe.receive(0, probe.certificate(Probe.finalize(9, far), 0, 1, 2));
        assertThat(probe.status().view()).isEqualTo(10);
        probe.fire(Timers.FETCH);
        assertThat(probe.effects(Effect.CatchUp.class))
                .singleElement()
                .satisfies(catchUp -> assertThat(catchUp.height()).isEqualTo(5));
        assertThat(probe.items(Item.BlockRequest.class)).isEmpty();
    }

    @Test
    void aWrongBodyUnderACertifiedHeaderIsReplaced() {
        ProposedBlock block = probe.block(1, genesis, 5);
        ProposedBlock spoilt = new ProposedBlock(block.header(), block.hash(), Bytes.utf8("12345678"));
        probe.receive(0, probe.certificate(Probe.finalize(1, block), 0, 1, 2));
        for (int i = 0; i < 5; i++) {
            probe.receive(1, new Item.BlockReply(spoilt));
        }
        assertThat(probe.ledger.head().hash()).isEqualTo(genesis.hash());
        probe.receive(2, new Item.BlockReply(block));
        assertThat(probe.ledger.head().hash()).isEqualTo(block.hash());
    }

    @Test
    void theLeaderProposesAnEmptyBlockOnlyWhenTheLastOneStaysUnfinal() {
        Probe leader = Probe.running(4, 2);
        ProposedBlock block = leader.notarized(1, 0, genesis, 5);
        assertThat(leader.timers.get(Timers.EMPTY)).isEqualTo(500);
        assertThat(leader.items(Proposal.class)).isEmpty();
        leader.fire(Timers.EMPTY);
        assertThat(leader.items(Proposal.class)).singleElement().satisfies(proposal -> {
            assertThat(proposal.block().header().transactionCount()).isZero();
            assertThat(proposal.block().header().parent()).isEqualTo(block.hash());
        });
    }

    @Test
    void finalityStopsTheWaitForAnEmptyBlock() {
        Probe leader = Probe.running(4, 2);
        ProposedBlock block = leader.notarized(1, 0, genesis, 5);
        leader.finalizedBy(1, block, 0, 1);
        assertThat(leader.timers).isEmpty();
        assertThat(leader.items(Proposal.class)).isEmpty();
    }

    @Test
    void anEmptyBlockOnAnUnfinalParentIsVotedFor() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        probe.receive(2, probe.proposal(2, 1, probe.block(2, block)));
        assertThat(probe.votes(VoteKind.NOTARIZE)).hasSize(2);
    }

    @Test
    void anEmptyBlockOnAFinalParentIsRefused() {
        probe.receive(1, probe.proposal(1, 0, probe.block(1, genesis)));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
        assertThat(probe.timers).as("but the view it spoils is got rid of").containsKey(Timers.VIEW);
    }

    @Test
    void aHeartbeatIsProposedAndVotedForWhenDue() {
        Probe leader = Probe.running(4, 1, Probe.parameters(30_000));
        assertThat(leader.timers.get(Timers.HEARTBEAT)).isEqualTo(30_000);
        leader.now = leader.ledger.head().header().timestamp() + 30_000;
        leader.fire(Timers.HEARTBEAT);
        Proposal heartbeat = leader.items(Proposal.class).get(0);
        assertThat(heartbeat.block().header().transactionCount()).isZero();

        Probe voter = Probe.running(4, 3, Probe.parameters(30_000));
        voter.now = leader.now;
        voter.receive(1, heartbeat);
        assertThat(voter.votes(VoteKind.NOTARIZE)).hasSize(1);
    }

    @Test
    void aHeartbeatThatComesTooEarlyWaits() {
        Probe leader = Probe.running(4, 1, Probe.parameters(30_000));
        leader.now = leader.ledger.head().header().timestamp() + 29_000;
        leader.fire(Timers.HEARTBEAT);
        assertThat(leader.items(Proposal.class)).isEmpty();
        assertThat(leader.timers.get(Timers.HEARTBEAT)).isEqualTo(1_000);

        Probe voter = Probe.running(4, 3, Probe.parameters(30_000));
        voter.receive(1, voter.proposal(1, 0, voter.block(1, genesis)));
        assertThat(voter.votes(VoteKind.NOTARIZE)).isEmpty();
    }

    @Test
    void freshTransactionsGoToTheCurrentAndTheNextLeader() {
        Probe fresh = Probe.running(4, 3);
        fresh.restart();
        assertThat(fresh.effects(Effect.Route.class))
                .singleElement()
                .satisfies(route -> assertThat(route.leaders()).containsExactly(fresh.node(1), fresh.node(2)));
    }
}

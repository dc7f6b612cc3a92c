package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.testkit.MockSigner;

/** Rule: Epochs. */
class EpochTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();

    /** As another block, but the last of its epoch. */
    private static ProposedBlock boundary(ProposedBlock block) {
        BlockHeader h = block.header();
        BlockHeader last = new BlockHeader(
                h.chainId(),
                h.height(),
                h.parent(),
                h.timestamp(),
                h.proposer(),
                h.transactionCount(),
                h.transactionRoot(),
                h.receiptRoot(),
                h.stateRoot(),
                h.historyRoot(),
                h.configHash(),
                HeaderCodec.hash(h),
                h.engineFields());
        return new ProposedBlock(last, HeaderCodec.hash(last), block.body());
    }

    private void notarize(long view, ProposedBlock block, long parentView) {
        probe.receive((int) (view % 4), probe.proposal(view, parentView, block));
        for (int i = 0; i < 3; i++) {
            probe.receive(i, probe.vote(i, Probe.notarize(view, block)));
        }
    }

    private void nullify(long view) {
        for (int i = 0; i < 3; i++) {
            probe.receive(i, probe.vote(i, Subject.nullify(view)));
        }
    }

    private LedgerConfig next() {
        return new LedgerConfig(new ValidatorSet(1, probe.validators.validators()), Probe.PARAMETERS);
    }

    private void finish(ProposedBlock last) {
        probe.handle(new Event.Finalized(
                last.header(), last.hash(), probe.ledger.headCertificate(), new Outlook(next(), 0)));
    }

    @Test
    void nothingIsBuiltOnTheLastBlockButItIsProposedAgain() {
        probe.autoFinalize = false;
        ProposedBlock last = boundary(probe.block(2, genesis, 5));
        nullify(1);
        notarize(2, last, 0);
        assertThat(probe.status().view()).isEqualTo(3);
        probe.effects.clear();
        probe.work(7, 8);
        assertThat(probe.effects(Effect.Build.class)).isEmpty();
        probe.fire(Timers.EMPTY);
        assertThat(probe.items(Proposal.class)).singleElement().satisfies(again -> {
            assertThat(again.view()).isEqualTo(3);
            assertThat(again.block()).isEqualTo(last);
        });
    }

    @Test
    void theLastBlockIsVotedForAgainWhoeverMadeIt() {
        probe.autoFinalize = false;
        ProposedBlock last = boundary(probe.block(1, genesis, 5));
        notarize(1, last, 0);
        nullify(2);
        nullify(3);
        probe.effects.clear();
        probe.receive(0, probe.proposal(4, 1, last));
        assertThat(probe.votes(VoteKind.NOTARIZE)).singleElement().satisfies(vote -> {
            assertThat(vote.view()).isEqualTo(4);
            assertThat(vote.subject().block()).isEqualTo(last.hash());
        });
    }

    @Test
    void anUsualBlockIsNotVotedForAgain() {
        probe.autoFinalize = false;
        ProposedBlock block = probe.block(1, genesis, 5);
        notarize(1, block, 0);
        nullify(2);
        nullify(3);
        nullify(4);
        probe.effects.clear();
        probe.receive(1, probe.proposal(5, 1, block));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
    }

    @Test
    void nothingOnTopOfTheLastBlockIsVotedFor() {
        probe.autoFinalize = false;
        ProposedBlock last = boundary(probe.block(1, genesis, 5));
        notarize(1, last, 0);
        probe.effects.clear();
        probe.receive(2, probe.proposal(2, 1, probe.block(2, last, 6)));
        assertThat(probe.votes(VoteKind.NOTARIZE)).isEmpty();
    }

    @Test
    void viewsStartAnewAndTheJournalIsTrusted() {
        ProposedBlock last = boundary(probe.block(1, genesis, 5));
        finish(last);
        assertThat(probe.status().epoch()).isEqualTo(1);
        assertThat(probe.status().view()).isEqualTo(1);
        assertThat(probe.status().role()).isEqualTo(EngineStatus.Role.VALIDATOR);
        assertThat(probe.timers).doesNotContainKey(Timers.VIEW);
    }

    @Test
    void theOthersAreAskedAgainWhatTheyHoldOfItsVotes() {
        probe.effects.clear();
        finish(boundary(probe.block(1, genesis, 5)));
        List<Item> asked = probe.effects(Effect.Send.class).stream()
                .map(send -> decode(1, send.message()))
                .toList();
        assertThat(asked).as("its journal may be an old one").hasSize(3).containsOnly(new Item.VoteQuery(3));
    }

    private static Item decode(long epoch, Bytes message) {
        try {
            return new MessageCodec(Probe.CHAIN, epoch, 4)
                    .decode(message)
                    .items()
                    .get(0);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** An observer's journal stays as complete as it was, however many epochs it is away for. */
    @Test
    void whoWasHereBeforeAnEpochVotesInAnyAfterIt() {
        Probe observer = new Probe(4, 9);
        observer.start();
        assertThat(observer.status().votesNext()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(observer.status().votesNext()).isFalse();
            observer.receive(i, new Item.EpochReport());
        }
        assertThat(observer.status().votesNext()).isTrue();
        ProposedBlock first = boundary(observer.block(1, genesis, 5));
        observer.handle(new Event.Finalized(
                first.header(), first.hash(), observer.ledger.headCertificate(), new Outlook(next(), 0)));
        assertThat(observer.status().epoch()).isEqualTo(1);
        assertThat(observer.status().role()).isEqualTo(EngineStatus.Role.OBSERVER);
        assertThat(observer.status().votesNext()).isTrue();
        List<Validator> members = new ArrayList<>(probe.validators.validators());
        members.set(
                0,
                new Validator(
                        "v9",
                        MockSigner.numbered(9).publicKey(),
                        new NodeId(MockSigner.numbered(1_009).publicKey())));
        ProposedBlock second = boundary(observer.block(2, first, 6));
        observer.handle(new Event.Finalized(
                second.header(),
                second.hash(),
                Bytes.EMPTY,
                new Outlook(new LedgerConfig(new ValidatorSet(2, members), Probe.PARAMETERS), 0)));
        assertThat(observer.status().epoch()).isEqualTo(2);
        assertThat(observer.status().role()).isEqualTo(EngineStatus.Role.VALIDATOR);
    }

    @Test
    void wordThatTheEpochIsOpenCountsFromItsAuthorsOnly() {
        Probe observer = new Probe(4, 9);
        observer.start();
        for (int i = 0; i < 4; i++) {
            observer.relay(i, new Item.EpochReport());
        }
        assertThat(observer.status().votesNext()).isFalse();
    }

    @Test
    void whoIsLateGetsTheProofThatTheEpochIsOver() {
        ProposedBlock last = probe.block(1, genesis, 5);
        Certificate proof = probe.certificate(Probe.finalize(1, last), 0, 1, 2);
        probe.handle(
                new Event.Finalized(last.header(), last.hash(), probe.codec.encode(proof), new Outlook(next(), 0)));
        probe.effects.clear();
        probe.receive(0, true, probe.vote(0, Subject.nullify(2)));
        assertThat(probe.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.to()).isEqualTo(probe.node(0));
            assertThat(sent.envelope().items()).isEqualTo(List.<Item>of(proof));
        });
    }

    @Test
    void theProofThatAnEpochIsOverIsNotAnsweredWithItself() {
        ProposedBlock last = probe.block(1, genesis, 5);
        Certificate proof = probe.certificate(Probe.finalize(1, last), 0, 1, 2);
        Certificate same = probe.certificate(Probe.finalize(1, last), 1, 2, 3);
        probe.handle(
                new Event.Finalized(last.header(), last.hash(), probe.codec.encode(proof), new Outlook(next(), 0)));
        probe.effects.clear();
        probe.receive(0, same);
        assertThat(probe.sent()).isEmpty();
        probe.receive(0, probe.certificate(Probe.finalize(1, probe.block(1, genesis, 6)), 0, 1, 2));
        assertThat(probe.sent()).hasSize(1);
    }

    @Test
    void messagesOfTheNextEpochAreKeptForAMoment() {
        MessageCodec later = new MessageCodec(Probe.CHAIN, 1, 4);
        probe.handle(new Event.Received(probe.node(0), later.encode(new Item.CertificateRequest(0, 0))));
        assertThat(probe.effects(Effect.CatchUp.class)).hasSize(1);
        Vote vote = new Vote(
                Subject.nullify(1),
                0,
                MockSigner.numbered(0).sign(Subject.nullify(1).signedMessage(Probe.CHAIN, 1)));
        probe.handle(new Event.Received(probe.node(0), later.encode(vote)));
        assertThat(probe.effects(Effect.Verify.class)).isEmpty();
        finish(boundary(probe.block(1, genesis, 5)));
        assertThat(probe.effects(Effect.Verify.class)).hasSize(1);
    }

    @Test
    void whatWasPassedOnOfAnotherEpochCostsWhoPassedItOnNothing() {
        Bytes later = new MessageCodec(Probe.CHAIN, 1, 4).encode(new Item.CertificateRequest(0, 0));
        for (int i = 0; i < 2 * Limits.ANSWERS; i++) {
            probe.handle(new Event.Received(probe.node(0), later, true));
        }
        assertThat(probe.effects(Effect.CatchUp.class)).isEmpty();
        probe.handle(new Event.Received(probe.node(0), later));
        assertThat(probe.effects(Effect.CatchUp.class)).as("its own word").hasSize(1);
    }

    @Test
    void aHashOfNothingIsNoBoundary() {
        assertThat(BlockTree.isBoundary(genesis.header())).isFalse();
        assertThat(Hash.ZERO).isEqualTo(genesis.header().nextConfigHash());
    }
}

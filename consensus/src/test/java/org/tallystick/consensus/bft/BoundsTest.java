package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.testkit.MockSigner;

/** What a faulty or malicious peer cannot do. */
class BoundsTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();

    @Test
    void votesFarAheadAreNotTaken() {
        probe.receive(0, probe.vote(0, Subject.nullify(1L + Limits.VOTE_WINDOW)));
        assertThat(probe.effects(Effect.Verify.class)).hasSize(1);
        probe.receive(0, probe.vote(0, Subject.nullify(2L + Limits.VOTE_WINDOW)));
        assertThat(probe.effects(Effect.Verify.class)).hasSize(1);
    }

    @Test
    void proposalsFarAheadAreNotKept() {
        probe.receive(0, probe.proposal(4, 0, probe.block(4, genesis, 5)));
        assertThat(probe.effects(Effect.Verify.class)).isEmpty();
        assertThat(probe.effects(Effect.Check.class)).isEmpty();
    }

    @Test
    void aVoteIsCheckedOnceAndNotAtAllWhenItCannotMatter() {
        ProposedBlock block = probe.notarized(1, 0, genesis, 5);
        int before = probe.effects(Effect.Verify.class).size();
        assertThat(before)
                .as("proposal and one more vote; the last came too late to matter")
                .isEqualTo(2);
        probe.receive(0, probe.vote(0, Probe.notarize(1, block)));
        probe.receive(0, probe.certificate(Probe.notarize(1, block), 0, 1, 2));
        probe.finalizedBy(1, block, 0, 1);
        probe.finalizedBy(1, block, 2);
        assertThat(probe.effects(Effect.Verify.class)).hasSize(before + 2);
    }

    @Test
    void ofACertificateOnlyTheVotesThatAreMissingAreChecked() {
        probe.receive(0, probe.vote(0, Subject.nullify(1)));
        probe.effects.clear();
        probe.receive(1, probe.certificate(Subject.nullify(1), 0, 1, 2));
        assertThat(probe.effects(Effect.Verify.class))
                .singleElement()
                .satisfies(verify -> assertThat(verify.checks()).hasSize(2));
    }

    @Test
    void theSameCertificateFromSeveralPeersIsCheckedOnce() {
        probe.autoVerify = false;
        Certificate certificate = probe.certificate(Subject.nullify(1), 0, 1, 2);
        for (int i = 0; i < 3; i++) {
            probe.receive(i, certificate);
        }
        Effect.Verify verify = probe.effects(Effect.Verify.class).get(0);
        assertThat(probe.effects(Effect.Verify.class)).hasSize(1);
        probe.handle(probe.answer(verify));
        assertThat(probe.status().view()).isEqualTo(2);
    }

    @Test
    void aFalseCertificateDoesNotHoldUpATrueOne() {
        probe.autoVerify = false;
        Vote good = probe.vote(0, Subject.nullify(1));
        Vote forged = new Vote(Subject.nullify(1), 1, good.signature());
        Vote third = probe.vote(2, Subject.nullify(1));
        probe.receive(0, new Certificate(Subject.nullify(1), java.util.List.of(good, forged, third)));
        probe.receive(2, probe.certificate(Subject.nullify(1), 0, 1, 2));
        int done = 0;
        while (done < probe.effects(Effect.Verify.class).size()) {
            probe.handle(probe.answer(probe.effects(Effect.Verify.class).get(done++)));
        }
        assertThat(probe.status().view()).isEqualTo(2);
    }

    @Test
    void aFalseCertificateIsCheckedOnceThoughOtherChecksAreUnderWay() {
        probe.autoVerify = false;
        Vote underWay = probe.vote(0, Subject.nullify(1));
        Vote forged = new Vote(Subject.nullify(1), 1, underWay.signature());
        Vote third = probe.vote(2, Subject.nullify(1));
        probe.receive(0, underWay);
        probe.receive(2, new Certificate(Subject.nullify(1), java.util.List.of(underWay, forged, third)));
        assertThat(probe.effects(Effect.Verify.class)).hasSize(2);
        probe.handle(probe.answer(probe.effects(Effect.Verify.class).get(1)));
        assertThat(probe.effects(Effect.Verify.class)).hasSize(2);
    }

    @Test
    void forgedVotesInAValidatorsNameDoNotCrowdOutItsOwn() {
        probe.autoVerify = false;
        for (int i = 0; i < 200; i++) {
            Bytes noise = MockSigner.numbered(500 + i).sign(new byte[] {1});
            probe.receive(2, new Vote(Subject.nullify(1), 0, noise));
        }
        assertThat(probe.effects(Effect.Verify.class)).hasSize(Limits.RELAYED_CHECKS);
        probe.receive(0, probe.vote(0, Subject.nullify(1)));
        assertThat(probe.effects(Effect.Verify.class)).hasSize(Limits.RELAYED_CHECKS + 1);
    }

    @Test
    void aLeaderThatSignsFalselyCostsOneCheckOfABlock() {
        for (int i = 0; i < 50; i++) {
            ProposedBlock block = probe.block(1, genesis, 100 + i);
            probe.receive(1, new Proposal(1, 0, block, MockSigner.numbered(0).sign(new byte[] {1})));
        }
        assertThat(probe.effects(Effect.Check.class)).hasSize(1);
    }

    @Test
    void blocksThatNobodyAskedForAreNotKept() {
        ProposedBlock block = probe.block(1, genesis, 5);
        probe.receive(0, new Item.BlockReply(block));
        assertThat(probe.effects(Effect.Check.class)).isEmpty();
        probe.receive(0, new Item.BlockRequest(block.hash()));
        assertThat(probe.sent()).isEmpty();
    }

    @Test
    void nothingFromTheNetworkThrows() {
        Random random = new Random(11);
        ProposedBlock block = probe.block(1, genesis, 5);
        Bytes[] seeds = {
            probe.codec.encode(probe.proposal(1, 0, block)),
            probe.codec.encode(probe.vote(0, Probe.notarize(1, block))),
            probe.codec.encode(probe.certificate(Probe.finalize(1, block), 0, 1, 2)),
            probe.codec.encode(new Item.CertificateRequest(0, 63)),
            probe.codec.encode(new Item.VoteReport(3, java.util.Optional.of(probe.vote(3, Subject.nullify(1)))))
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seeds[random.nextInt(seeds.length)].toArray();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int size = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
            probe.handle(new Event.Received(probe.node(random.nextInt(4)), Bytes.copyOf(bytes, 0, size)));
        }
        assertThat(probe.effects(Effect.Accuse.class)).isEmpty();
    }

    @Test
    void answersToQuestionsNeverAskedAreIgnored() {
        probe.handle(new Event.Verified(99, true));
        probe.handle(new Event.Built(
                99, java.util.Optional.of(probe.block(3, genesis, 5)), java.util.Optional.of(probe.ledger.outlook())));
        probe.handle(new Event.Checked(
                genesis.hash(), new org.tallystick.spi.consensus.CheckResult.Valid(probe.ledger.outlook())));
        assertThat(probe.sent()).isEmpty();
    }
}

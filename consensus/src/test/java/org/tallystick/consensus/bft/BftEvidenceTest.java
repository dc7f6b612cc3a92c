package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tallystick.codec.EvidenceCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Evidence;
import org.tallystick.model.PublicKey;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.testkit.MockVerifier;

/** Rule: Faults that can be proven, for those who have no node. */
class BftEvidenceTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock one = probe.block(1, probe.ledger.head(), 5);
    private final ProposedBlock two = probe.block(1, probe.ledger.head(), 6);
    private final BftEvidence judge = new BftEvidence();

    private Evidence evidence(int validator, String kind, Item first, Item second) {
        PublicKey key = probe.validators.get(validator).key();
        return Evidence.of(Probe.CHAIN, "bft", 0, key, kind, probe.codec.encode(first), probe.codec.encode(second));
    }

    private boolean proves(Evidence evidence) {
        return judge.proves(evidence, probe.validators, new MockVerifier());
    }

    private Vote notarize(int validator, ProposedBlock block) {
        return probe.vote(validator, Probe.notarize(1, block));
    }

    @Test
    void eachContradictionIsProvenFromItsTwoMessages() {
        assertThat(proves(evidence(1, BftEvidence.TWO_PROPOSALS, notarize(1, one), notarize(1, two))))
                .isTrue();
        assertThat(proves(evidence(0, BftEvidence.TWO_NOTARIZE_VOTES, notarize(0, one), notarize(0, two))))
                .isTrue();
        Vote final1 = probe.vote(0, Probe.finalize(1, one));
        assertThat(proves(evidence(0, BftEvidence.TWO_FINALIZE_VOTES, final1, probe.vote(0, Probe.finalize(1, two)))))
                .isTrue();
        assertThat(proves(evidence(0, BftEvidence.FINALIZE_AND_NULLIFY, final1, probe.vote(0, Subject.nullify(1)))))
                .isTrue();
    }

    @Test
    void whatIsLegalOrAnothersProvesNothing() {
        Vote vote = notarize(0, one);
        assertThat(proves(evidence(0, BftEvidence.FINALIZE_AND_NULLIFY, vote, probe.vote(0, Subject.nullify(1)))))
                .as("notarize and nullify")
                .isFalse();
        assertThat(proves(evidence(0, BftEvidence.TWO_NOTARIZE_VOTES, vote, notarize(2, two))))
                .as("two validators")
                .isFalse();
        assertThat(proves(evidence(2, BftEvidence.TWO_NOTARIZE_VOTES, vote, notarize(0, two))))
                .as("blames another")
                .isFalse();
        assertThat(proves(evidence(0, BftEvidence.TWO_FINALIZE_VOTES, vote, notarize(0, two))))
                .as("another kind")
                .isFalse();
        assertThat(proves(evidence(0, BftEvidence.TWO_NOTARIZE_VOTES, vote, probe.vote(0, Probe.notarize(2, two)))))
                .as("two views")
                .isFalse();
        Vote forged = new Vote(Probe.notarize(1, two), 0, notarize(1, two).signature());
        assertThat(proves(evidence(0, BftEvidence.TWO_NOTARIZE_VOTES, vote, forged)))
                .as("a signature of another's")
                .isFalse();
    }

    @Test
    void theExportedFormHasOneEncodingWhoeverFoundIt() throws MalformedException {
        Evidence found = evidence(0, BftEvidence.TWO_NOTARIZE_VOTES, notarize(0, one), notarize(0, two));
        Evidence elsewhere = evidence(0, BftEvidence.TWO_NOTARIZE_VOTES, notarize(0, two), notarize(0, one));
        assertThat(EvidenceCodec.id(found)).isEqualTo(EvidenceCodec.id(elsewhere));
        assertThat(EvidenceCodec.decode(EvidenceCodec.encode(found))).isEqualTo(found);
    }
}

package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.ProposedBlock;

/** Rule: Faults that can be proven. */
class EvidenceTest {
    private final Probe probe = Probe.running(4, 3);
    private final ProposedBlock genesis = probe.ledger.head();
    private final ProposedBlock one = probe.block(1, genesis, 5);
    private final ProposedBlock two = probe.block(1, genesis, 6);

    private void assertAccused(int validator, String kind, Vote first, Vote second) {
        assertThat(probe.effects(Effect.Accuse.class))
                .containsExactly(
                        new Effect.Accuse(validator, kind, probe.codec.encode(first), probe.codec.encode(second)));
    }

    @Test
    void twoProposals() {
        probe.receive(1, probe.proposal(1, 0, one));
        probe.receive(1, probe.proposal(1, 0, two));
        assertAccused(1, "two-proposals", probe.vote(1, Probe.notarize(1, one)), probe.vote(1, Probe.notarize(1, two)));
    }

    @Test
    void twoNotarizeVotes() {
        Vote first = probe.vote(0, Probe.notarize(1, one));
        Vote second = probe.vote(0, Probe.notarize(1, two));
        probe.receive(0, first);
        probe.receive(2, second);
        assertAccused(0, "two-notarize-votes", first, second);
    }

    @Test
    void twoFinalizeVotes() {
        Vote first = probe.vote(0, Probe.finalize(1, one));
        Vote second = probe.vote(0, Probe.finalize(1, two));
        probe.receive(0, first, second);
        assertAccused(0, "two-finalize-votes", first, second);
    }

    @Test
    void finalizeAndNullify() {
        Vote first = probe.vote(0, Probe.finalize(1, one));
        Vote second = probe.vote(0, Subject.nullify(1));
        probe.receive(0, first, second);
        assertAccused(0, "finalize-and-nullify", first, second);
    }

    @Test
    void notarizeAndNullifyIsLegal() {
        probe.receive(0, probe.vote(0, Probe.notarize(1, one)), probe.vote(0, Subject.nullify(1)));
        assertThat(probe.effects(Effect.Accuse.class)).isEmpty();
    }

    @Test
    void forgeriesAccuseNobody() {
        Vote real = probe.vote(0, Probe.notarize(1, one));
        probe.receive(0, real);
        probe.receive(0, new Vote(Probe.notarize(1, two), 0, real.signature()));
        assertThat(probe.effects(Effect.Accuse.class)).isEmpty();
    }

    @Test
    void oneContradictionOfAValidatorInAViewIsEnough() {
        probe.receive(0, probe.vote(0, Probe.notarize(1, one)), probe.vote(0, Probe.notarize(1, two)));
        probe.receive(0, probe.vote(0, Probe.finalize(1, one)), probe.vote(0, Subject.nullify(1)));
        assertThat(probe.effects(Effect.Accuse.class)).hasSize(1);
    }

    @Test
    void twoCertificatesThatContradictEachOtherNameThoseWhoSignedBoth() {
        probe.receive(1, probe.certificate(Probe.notarize(1, one), 0, 1, 2));
        probe.receive(1, probe.certificate(Probe.notarize(1, one), 0, 1, 2));
        assertThat(probe.effects(Effect.Accuse.class)).isEmpty();
        probe.receive(2, probe.certificate(Probe.notarize(1, two), 0, 1, 2));
        assertThat(probe.effects(Effect.Accuse.class))
                .extracting(Effect.Accuse::validator)
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void aFinalizationOfAViewNullifiedLongAgoNamesThoseWhoSignedBoth() {
        probe.receive(0, probe.certificate(Subject.nullify(1), 0, 1, 2));
        ProposedBlock block = probe.notarized(2, 0, genesis, 7);
        probe.finalizedBy(2, block, 0, 1);
        assertThat(probe.effects(Effect.Accuse.class)).isEmpty();
        probe.receive(1, probe.certificate(Probe.finalize(1, one), 0, 1, 2));
        assertThat(probe.effects(Effect.Accuse.class))
                .hasSize(3)
                .allSatisfy(accuse -> assertThat(accuse.kind()).isEqualTo("finalize-and-nullify"));
    }
}

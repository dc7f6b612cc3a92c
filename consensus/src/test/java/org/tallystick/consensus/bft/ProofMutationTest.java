package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.proof.Claim;
import org.tallystick.proof.LightClient;
import org.tallystick.proof.Proof;
import org.tallystick.proof.Verdict;
import org.tallystick.proof.Verdict.Reason;
import org.tallystick.testkit.CanonicalForm;

/**
 * Nothing but a proof is taken for one. A few thousand mutations with every build; a million with
 * {@code -Dtallystick.proof.mutations=1000000}.
 */
class ProofMutationTest {
    private static final int MUTATIONS = Integer.getInteger("tallystick.proof.mutations", 4_000);

    private final ProofBench bench = new ProofBench(3);
    private final LightClient client = LightClient.of(bench.genesis, new BftEngine()::finalityVerifier);
    private final Random random = new Random(20261121);
    private final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);

    @Test
    void noMutationOfAProofIsAcceptedAndNoneCrashesTheVerifier() {
        List<Bytes> files = bench.everyKind().stream().map(Proof::toBytes).toList();
        int identical = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Bytes file = files.get(i % files.size());
            Bytes mutant = CanonicalForm.mutate(file, random);
            if (mutant.equals(file)) {
                identical++;
            } else {
                Verdict verdict = client.verify(mutant);
                assertThat(verdict).as(mutant.toHex()).isInstanceOf(Verdict.Refused.class);
                note((Verdict.Refused) verdict);
            }
        }
        System.out.println(
                MUTATIONS + " mutations: " + identical + " left the file as it was, refused were " + reasons);
    }

    /** Somebody who changes a proof can give it a checksum, but can make it say nothing that is false. */
    @Test
    void noMutationWithAChecksumThatFitsIsAcceptedUnlessItSaysAnotherTruth() {
        List<Proof> proofs = bench.everyKind();
        int truths = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Proof proof = proofs.get(i % proofs.size());
            Bytes unsealed = unsealed(proof.toBytes());
            Bytes mutant = CanonicalForm.mutate(unsealed, random);
            if (mutant.equals(unsealed)) {
                continue;
            }
            Verdict verdict = client.verify(sealed(mutant));
            if (verdict instanceof Verdict.Refused refused) {
                note(refused);
            } else {
                truths++;
                assertThat(withoutAbsentKeys(((Verdict.Verified) verdict).proof()))
                        .as("only the absence of another key may be proven by the same path")
                        .isEqualTo(withoutAbsentKeys(proof));
            }
        }
        System.out.println(MUTATIONS + " mutations with checksums: " + truths
                + " speak of another absent key, refused were " + reasons);
    }

    private void note(Verdict.Refused refused) {
        assertThat(refused.message()).isNotBlank();
        reasons.merge(refused.reason(), 1, Integer::sum);
    }

    private static Bytes unsealed(Bytes file) {
        return Bytes.copyOf(file.toArray(), 0, file.size() - Hash.SIZE);
    }

    private static Bytes sealed(Bytes unsealed) {
        return new CanonicalWriter(unsealed.size() + Hash.SIZE)
                .raw(unsealed)
                .hash(Sha256.hash(unsealed))
                .toBytes();
    }

    private static List<Object> withoutAbsentKeys(Proof proof) {
        return proof.claims().stream()
                .map(claim -> claim instanceof Claim.Held held && held.value().isEmpty() ? "absent" : claim)
                .toList();
    }
}

package org.tallystick.consensus.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the simulator's checks can fail. All seeded bugs are looked for by {@link MutantHunt}; here a few, in seconds. */
class MutantsTest {
    private static final List<String> QUICK = List.of(
            "a quorum of f + 1",
            "votes sent before they are on disk",
            "kind left out of what is signed",
            "chain id left out of what is signed",
            "receipts before the block is on disk",
            "signatures of votes not checked");

    @Test
    void everySeededBugStillFitsTheCode() throws Exception {
        assertThat(MutantHunt.all()).hasSizeGreaterThanOrEqualTo(30);
        for (Mutant mutant : MutantHunt.all()) {
            assertThat(mutant.sources(MutantHunt.root())).isNotEmpty();
        }
    }

    @Test
    void explorationFindsSeededBugs() throws Exception {
        for (String name : QUICK) {
            Mutant mutant = MutantHunt.all().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            Map<String, Object> found = MutantHunt.hunt(mutant, 1, 400, Long.MAX_VALUE, 1);
            assertThat(found).as(name).containsKey("violation");
        }
    }
}

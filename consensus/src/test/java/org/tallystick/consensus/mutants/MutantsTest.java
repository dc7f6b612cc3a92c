package org.tallystick.consensus.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the simulator's checks can fail. All seeded bugs are looked for by {@link MutantHunt}; here a few, in seconds. */
class MutantsTest {
    private static final List<String> QUICK = List.of(
            "a quorum of f + 1", "finalize after nullify", "notarize votes not in the journal", "no view timer");

    /** One that fits no more finds nothing, however many others there are: it follows the code with the change itself. */
    @Test
    void everySeededBugFitsTheCode() throws Exception {
        List<String> stale = new ArrayList<>();
        for (Mutant mutant : MutantHunt.all()) {
            try {
                mutant.sources(MutantHunt.root());
            } catch (IllegalStateException e) {
                stale.add(e.getMessage());
            }
        }
        assertThat(stale).isEmpty();
        assertThat(MutantHunt.all()).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates();
    }

    @Test
    void explorationFindsSeededBugs() throws Exception {
        for (String name : QUICK) {
            Mutant mutant = MutantHunt.all().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            Map<String, Object> found = MutantHunt.hunt(mutant, 1, 60, Long.MAX_VALUE, 1);
            assertThat(found).as(name).containsKey("violation");
        }
    }
}

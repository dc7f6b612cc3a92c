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

    /** Code moves on; a few bugs may wait for being fitted to it again, and are named meanwhile. */
    @Test
    void atLeastThirtySeededBugsFitTheCode() throws Exception {
        int fitting = 0;
        List<String> others = new ArrayList<>();
        for (Mutant mutant : MutantHunt.all()) {
            try {
                mutant.sources(MutantHunt.root());
                fitting++;
            } catch (IllegalStateException e) {
                others.add(e.getMessage());
            }
        }
        others.forEach(System.err::println);
        assertThat(fitting).as("these do not fit any more: %s", others).isGreaterThanOrEqualTo(30);
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

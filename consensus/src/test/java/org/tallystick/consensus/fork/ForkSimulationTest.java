package org.tallystick.consensus.fork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.consensus.poa.PoaSimEngine;
import org.tallystick.consensus.pow.PowSimEngine;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimRun;

/** Whole clusters of the engines that choose among forks, under all faults that each says it bears. */
@Timeout(600)
class ForkSimulationTest {
    private static final int RUNS = Integer.getInteger("sim.runs", 25);

    static Stream<SimEngine> engines() {
        return Stream.of(new PoaSimEngine(), new PowSimEngine());
    }

    private static SimRun.Result play(long seed, SimEngine engine) {
        return SimRun.play(Scenario.random(seed, engine), SimCrypto.MOCK, new LedgerNodes(engine));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void faultsWithinWhatTheEngineAssumesBreakNothing(SimEngine engine) {
        for (long seed = 1; seed <= RUNS; seed++) {
            SimRun.Result result = play(seed, engine);
            assertThat(result.violations())
                    .as("%s, seed %d", engine.name(), seed)
                    .isEmpty();
            assertThat(result.height()).isGreaterThanOrEqualTo(Scenario.MIN_HEIGHTS);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void oneSeedGivesOneHistory(SimEngine engine) {
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(play(seed, engine)).isEqualTo(play(seed, engine));
        }
    }

    /** It found a valid block invalid once, as what it could not read became the outcome of a call, and mined on alone. */
    @Test
    void aMinerWithADamagedDiskStops() {
        assertThat(play(200_443, new PowSimEngine()).violations()).isEmpty();
    }

    /** Clients had their receipts from an authority that kept its seals to itself; the others were not done yet. */
    @Test
    void aFaultyAuthorityMayBeTheFirstToHoldABlockFinal() {
        assertThat(play(705_404, new PoaSimEngine()).violations()).isEmpty();
        assertThat(play(715_139, new PoaSimEngine()).violations()).isEmpty();
    }

    /** Else it works on a chain of its own, and comes to hold that final, as in the runs 101079, 100563 and 503949 once. */
    @Test
    void noMinerIsLeftAloneForLong() {
        PowSimEngine engine = new PowSimEngine();
        for (long seed = 1; seed <= 2_000; seed++) {
            assertThat(Scenario.random(seed, engine).faults())
                    .filteredOn(fault -> List.of("lying-sync", "power-cut", "clock-freeze")
                            .contains(fault.fault().name()))
                    .allMatch(fault -> fault.duration() <= 5_000_000_000L);
        }
    }

    /** Else others than the few who may be cut off are, and from some only, as in the run 203053 once: two final chains. */
    @Test
    void onlyAFewAuthoritiesLoseTheirConnections() {
        PoaSimEngine engine = new PoaSimEngine();
        for (long seed = 1; seed <= 2_000; seed++) {
            assertThat(Scenario.random(seed, engine).faults())
                    .extracting(fault -> fault.fault().name())
                    .doesNotContain("reset");
        }
    }
}

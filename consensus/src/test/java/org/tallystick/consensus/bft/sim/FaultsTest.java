package org.tallystick.consensus.bft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tallystick.consensus.bft.BftSimEngine;
import org.tallystick.model.Parameters;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.ScenarioText;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimFault;
import org.tallystick.testkit.sim.SimLatency;
import org.tallystick.testkit.sim.SimOutage;
import org.tallystick.testkit.sim.SimRun;
import org.tallystick.testkit.sim.fault.FaultCatalogue;
import org.tallystick.testkit.sim.fault.FaultType;
import org.tallystick.testkit.sim.villain.Villain;

class FaultsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void eachFaultOfTheCatalogueIsOvercome() {
        for (FaultType type : FaultCatalogue.types()) {
            SimFault fault = new SimFault(type.usualOne(), 3, 0, SECOND / 2, 3, 7);
            assertGood(scenario(List.of(), 0, List.of(fault)), type.name());
        }
    }

    @Test
    void eachFaultyValidatorIsBorne() {
        assertGood(scenario(List.of(), 1, List.of()), "twins");
        for (Villain villain : new BftSimEngine().villains()) {
            assertGood(scenario(List.of(villain.name()), 0, List.of()), villain.name());
        }
    }

    @Test
    void aScenarioIsReadBackFromItsText() {
        for (long seed = 1; seed <= 50; seed++) {
            Scenario scenario = Scenario.random(seed, new BftSimEngine());
            assertThat(ScenarioText.parse(ScenarioText.of(scenario))).isEqualTo(scenario);
        }
        String text = ScenarioText.of(Scenario.random(1, new BftSimEngine()));
        assertThatThrownBy(() -> ScenarioText.parse(text + " colour=red")).hasMessageContaining("colour");
        assertThatThrownBy(() -> ScenarioText.parse(text + " seed=2")).hasMessageContaining("twice");
        assertThatThrownBy(() -> ScenarioText.parse(text.replace("rogue=", "rouge=")))
                .hasMessageContaining("does not say rogue");
        assertThatThrownBy(() -> ScenarioText.parse(text.replaceAll(" outage=.*", "") + " outage=parted=0~1:9#1"))
                .hasMessageContaining("no validator 9");
    }

    /** Or a hundred thousand runs would be far fewer different ones. */
    @Test
    void neighbouringSeedsHaveNothingInCommon() {
        Set<Long> drawn = new HashSet<>();
        for (long seed = 1; seed <= 300; seed++) {
            for (SimFault fault : Scenario.random(seed, new BftSimEngine()).faults()) {
                assertThat(drawn.add(fault.seed())).as("seed %d", seed).isTrue();
            }
        }
    }

    @Test
    void afterAnOutageOfAnyKindTheLedgerGoesOnWithoutThoseWhoDiedInIt() {
        for (SimOutage.Kind kind : SimOutage.Kind.values()) {
            long number = kind == SimOutage.Kind.PARTED ? 0 : 12 * SECOND;
            SimOutage outage = new SimOutage(kind, number, 300 * SECOND, List.of(1), 3);
            assertGood(scenario(List.of(), 0, List.of()).with(Optional.of(outage)), kind.name());
        }
        assertThatThrownBy(() -> new SimOutage(SimOutage.Kind.PARTED, 0, 0, List.of(), 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Scenario scenario(List<String> villains, int twins, List<SimFault> faults) {
        SimCluster.Shape shape = new SimCluster.Shape(4, 0, twins, villains, Parameters.DEFAULT, "bft");
        return new Scenario(5, shape, SimLatency.LAN, 2, 2, SECOND / 20, false, 15, 3 * SECOND / 2, faults);
    }

    private static void assertGood(Scenario scenario, String what) {
        SimRun.Result result = SimRun.play(scenario, SimCrypto.MOCK, SimRuns.nodes());
        assertThat(result.violations()).as(what).isEmpty();
    }
}

package org.tallystick.benchmarks.lab;

import java.util.List;
import org.tallystick.consensus.bft.BftSimEngine;
import org.tallystick.consensus.poa.PoaSimEngine;
import org.tallystick.consensus.pow.PowSimEngine;
import org.tallystick.testkit.sim.SimEngine;

/** The engines that the lab knows; a new one is a line here. */
final class Engines {
    private static final List<SimEngine> ALL = List.of(new BftSimEngine(), new PoaSimEngine(), new PowSimEngine());

    private Engines() {}

    /** All of them. */
    static List<SimEngine> all() {
        return ALL;
    }

    /**
     * The engine with a name.
     *
     * @throws IllegalArgumentException with all names, if there is none
     */
    static SimEngine named(String name) {
        return ALL.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no engine \"" + name + "\"; known are "
                        + ALL.stream().map(SimEngine::name).toList()));
    }
}

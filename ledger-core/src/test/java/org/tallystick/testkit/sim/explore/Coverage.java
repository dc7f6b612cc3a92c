package org.tallystick.testkit.sim.explore;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimFault;

/** What the scenarios of an exploration were made of. Guarded by whoever fills it. */
public final class Coverage {
    private final Map<String, Long> runs = new TreeMap<>();
    private final Map<String, Long> strikes = new TreeMap<>();

    Coverage() {}

    void add(Scenario scenario) {
        TreeSet<String> kinds = new TreeSet<>();
        kinds.add("validators " + scenario.shape().validators());
        if (scenario.shape().observers() > 0) {
            kinds.add("observer");
        }
        if (scenario.shape().twins() > 0) {
            kinds.add("faulty: twins " + scenario.shape().twins());
        }
        scenario.shape().villains().forEach(villain -> kinds.add("faulty: " + villain));
        if (scenario.rogue()) {
            kinds.add("rogue client");
        }
        scenario.outage().ifPresent(outage -> {
            kinds.add("outage: " + outage.kind().name().toLowerCase(Locale.ROOT));
            kinds.add("outage with dead: " + outage.dead().size());
        });
        for (SimFault fault : scenario.faults()) {
            String name = "fault: " + fault.fault().name();
            kinds.add(name);
            strikes.merge(name, 1L, Long::sum);
        }
        kinds.forEach(kind -> runs.merge(kind, 1L, Long::sum));
    }

    /** In how many runs something was there, by its name. */
    public Map<String, Long> runs() {
        return Collections.unmodifiableMap(runs);
    }

    /** How often a fault struck, by its name. */
    public Map<String, Long> strikes() {
        return Collections.unmodifiableMap(strikes);
    }
}

package org.tallystick.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimFault;
import org.tallystick.testkit.sim.fault.Fault;
import org.tallystick.testkit.sim.fault.FaultCatalogue;
import org.tallystick.testkit.sim.fault.FaultType;

/**
 * The faults of one measured run.
 *
 * @param twins how many validators have a twin
 * @param villains the ways in which further validators are faulty
 * @param faults what goes wrong when
 */
record FaultPlan(int twins, List<String> villains, List<SimFault> faults) {
    /** The first start of a ledger may need all validators; faults without a time begin after it. */
    private static final long USUAL_BEGIN = 1_000_000_000L;

    /**
     * Reads a list such as {@code loss=0.2,crash=1,slow-disk=50@10s-20s,twins=1,silent=1}. A fault of the whole cluster,
     * or with a number of its own, stands there once; another one, or a faulty validator, with how many it strikes.
     * After an at sign comes from when to when; otherwise it lasts from the first second to the end.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static FaultPlan parse(String text, SimEngine engine, int validators, long lasting, long seed) {
        int twins = 0;
        List<String> villains = new ArrayList<>();
        List<SimFault> faults = new ArrayList<>();
        SplittableRandom chance = new SplittableRandom(seed);
        int victim = validators - 1;
        for (String each : text.isEmpty() ? new String[0] : text.split(",")) {
            String[] parts = each.split("@", 2);
            String name = parts[0].split("=", 2)[0];
            if (name.equals("twins")) {
                twins += count(parts[0]);
            } else if (engine.villains().stream()
                    .anyMatch(villain -> villain.name().equals(name))) {
                for (int i = count(parts[0]); i > 0; i--) {
                    villains.add(name);
                }
            } else {
                FaultType type = FaultCatalogue.type(name);
                boolean counted = !type.hasValue() && type.reach() != FaultType.Reach.CLUSTER;
                Fault fault = counted ? type.usualOne() : FaultCatalogue.parse(parts[0]);
                long begin = parts.length < 2 ? USUAL_BEGIN : Spans.parse(parts[1].split("-", 2)[0]);
                long end =
                        parts.length < 2 || !parts[1].contains("-") ? lasting : Spans.parse(parts[1].split("-", 2)[1]);
                if (end <= begin) {
                    throw new IllegalArgumentException(each + " ends before it begins");
                }
                boolean strikesOne = type.reach() != FaultType.Reach.CLUSTER;
                for (int i = counted ? count(parts[0]) : 1; i > 0; i--) {
                    if (strikesOne && victim < 0) {
                        throw new IllegalArgumentException(
                                text + " strikes more machines than there are: " + validators);
                    }
                    faults.add(
                            new SimFault(fault, 0, begin, end - begin, Math.max(0, victim), chance.nextLong(1L << 62)));
                    victim -= strikesOne ? 1 : 0;
                }
            }
        }
        return new FaultPlan(twins, villains, faults);
    }

    private static int count(String text) {
        int equals = text.indexOf('=');
        int count = equals < 0 ? 1 : Spans.wholeNumber(text, text.substring(equals + 1));
        if (count < 1) {
            throw new IllegalArgumentException(text + " must be at least 1");
        }
        return count;
    }
}

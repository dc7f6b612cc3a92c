package org.tallystick.testkit.sim.explore;

import org.tallystick.testkit.sim.Scenario;

/**
 * A scenario that went wrong.
 *
 * @param seed from which the scenario was drawn
 * @param violation what went wrong first
 * @param original the scenario
 * @param minimal the smallest one found that goes wrong in the same way; the original when none was looked for
 * @param smallerViolation what goes wrong in that one
 * @param attempts how many smaller ones were tried
 */
public record Finding(
        long seed, String violation, Scenario original, Scenario minimal, String smallerViolation, int attempts) {
    /** The kind of a violation: {@code SAFETY}, {@code LIVENESS}, or {@code OTHER}. */
    public static String kindOf(String violation) {
        return violation.contains("SAFETY") ? "SAFETY" : violation.contains("LIVENESS") ? "LIVENESS" : "OTHER";
    }
}

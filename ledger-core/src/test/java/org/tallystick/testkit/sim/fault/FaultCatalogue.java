package org.tallystick.testkit.sim.fault;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tallystick.testkit.sim.fault.FaultType.Reach;
import org.tallystick.testkit.sim.fault.MembershipChange.Kind;

/** Every fault there is, by name. */
public final class FaultCatalogue {
    private static final List<FaultType> TYPES = List.of(
            plain("crash", Reach.MACHINE, new Crash()),
            plain("crash-in-sync", Reach.MACHINE, new CrashInSync()),
            plain("crash-in-commit", Reach.MACHINE, new CrashInCommit()),
            plain("crash-loop", Reach.MACHINE, new CrashLoop()),
            plain("power-cut", Reach.CLUSTER, new PowerCut()),
            plain("pause", Reach.MACHINE, new Pause()),
            new FaultType("slow-disk", Reach.MACHINE, false, 100, 2, 200, SlowDisk::new),
            plain("failing-disk", Reach.MACHINE, new FailingDisk()),
            plain("full-disk", Reach.MACHINE, new FullDisk()),
            plain("torn-write", Reach.MACHINE, new TornWrite()),
            costly("bit-flips", new BitFlips()),
            costly("lost-disk", new LostDisk()),
            costly("rolled-back-disk", new RestoredDisk()),
            costly("amnesia", new Amnesia()),
            plain("partition", Reach.CLUSTER, new Partition()),
            plain("bridge", Reach.MACHINE, new Bridge()),
            plain("one-way", Reach.MACHINE, new OneWay()),
            plain("asymmetric", Reach.CLUSTER, new Asymmetric()),
            plain("flapping", Reach.CLUSTER, new Flapping()),
            new FaultType("loss", Reach.CLUSTER, false, 0.1, 0, 0.3, Loss::new),
            new FaultType("duplication", Reach.CLUSTER, false, 0.2, 0, 0.5, Duplication::new),
            new FaultType("reordering", Reach.CLUSTER, false, 20, 0, 200, Reordering::new),
            new FaultType("delay", Reach.CLUSTER, false, 100, 0, 2_000, Delay::new),
            plain("reset", Reach.CLUSTER, new Reset()),
            new FaultType("clock-skew", Reach.CLOCK, false, 3_600, 0.001, 3_600, ClockSkew::new),
            new FaultType("clock-jumps", Reach.CLOCK, false, 60, 0.001, 3_600, ClockJumps::new),
            plain("clock-freeze", Reach.CLOCK, new ClockFreeze()),
            costly("lying-sync", new LyingSync()),
            plain("isolated", Reach.MACHINE, new Isolated()),
            change(Kind.ADD),
            change(Kind.REMOVE),
            change(Kind.REPLACE),
            change(Kind.ROTATE),
            change(Kind.PARAMETERS));

    private FaultCatalogue() {}

    private static FaultType plain(String name, Reach reach, Fault fault) {
        return new FaultType(name, reach, false, 0, 0, 0, value -> fault);
    }

    private static FaultType costly(String name, Fault fault) {
        return new FaultType(name, Reach.MACHINE, true, 0, 0, 0, value -> fault);
    }

    private static FaultType change(Kind kind) {
        MembershipChange change = new MembershipChange(kind);
        return plain(change.name(), Reach.VALIDATORS, change);
    }

    /** All of them; the order never matters to what a seed gives but by adding new ones at the end. */
    public static List<FaultType> types() {
        return TYPES;
    }

    /**
     * The fault with a name.
     *
     * @throws IllegalArgumentException with all names, if there is none
     */
    public static FaultType type(String name) {
        return TYPES.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault \"" + name + "\"; known are "
                        + TYPES.stream().map(FaultType::name).collect(Collectors.joining(", "))));
    }

    /** Writes a fault so that {@link #parse} reads it: its name, and its number if it has one. */
    public static String text(Fault fault) {
        if (!type(fault.name()).hasValue()) {
            return fault.name();
        }
        double value = fault.value();
        return fault.name() + "="
                + (value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value));
    }

    /**
     * Reads one fault, as {@code partition} or {@code loss=0.2}.
     *
     * @throws IllegalArgumentException if it is none, with what would be right
     */
    public static Fault parse(String text) {
        int equals = text.indexOf('=');
        FaultType type = type(equals < 0 ? text : text.substring(0, equals));
        if (equals < 0) {
            return type.usualOne();
        }
        if (!type.hasValue()) {
            throw new IllegalArgumentException(type.name() + " has no number: write just \"" + type.name() + "\"");
        }
        double value;
        try {
            value = Double.parseDouble(text.substring(equals + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + ": what follows = is not a number", e);
        }
        if (!(value >= type.least() && value <= type.most())) {
            throw new IllegalArgumentException(
                    type.name() + " must be from " + type.least() + " to " + type.most() + ", not " + value);
        }
        return type.make().apply(value);
    }
}

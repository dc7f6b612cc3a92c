package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;
import org.tallystick.testkit.sim.fault.FaultCatalogue;

/**
 * A scenario as one line of {@code name=value}, separated by spaces, so that a run can be repeated from what was printed.
 * A fault is {@code name[=number]@height+delay~duration:machine#seed}, in nanoseconds; faults are separated by a
 * semicolon. Every name must be there, once, in any order; only {@code outage} may be missing, if there is none.
 */
public final class ScenarioText {
    private final Map<String, String> fields = new LinkedHashMap<>();

    private ScenarioText(String text) {
        for (String word : text.trim().split("\\s+")) {
            int equals = word.indexOf('=');
            if (equals < 0 || fields.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "\"" + word + "\" is not name=value, or its name stands there twice");
            }
        }
    }

    /** Writes a scenario down. */
    public static String of(Scenario scenario) {
        SimCluster.Shape shape = scenario.shape();
        StringJoiner faults = new StringJoiner(";");
        for (SimFault fault : scenario.faults()) {
            faults.add(FaultCatalogue.text(fault.fault()) + "@" + fault.atHeight() + "+" + fault.delay() + "~"
                    + fault.duration() + ":" + fault.machine() + "#" + fault.seed());
        }
        return "seed=" + scenario.seed() + " engine=" + shape.engine() + " validators=" + shape.validators()
                + " observers=" + shape.observers() + " twins=" + shape.twins() + " villains="
                + String.join(",", shape.villains()) + " view-timeout="
                + shape.parameters().viewTimeoutMs() + " max-view-timeout="
                + shape.parameters().maxViewTimeoutMs() + " block-transactions="
                + shape.parameters().maxBlockTransactions() + " settings="
                + HexFormat.of().formatHex(shape.parameters().engineSettings().toArray()) + " network="
                + scenario.network().text() + " accounts=" + scenario.accounts() + " lanes=" + scenario.lanes()
                + " pause=" + scenario.pause() + " rogue=" + scenario.rogue() + " heights=" + scenario.heights()
                + " lasting=" + scenario.lasting() + " faults=" + faults
                + scenario.outage().map(outage -> " outage=" + outage.text()).orElse("");
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @throws IllegalArgumentException if it is anything else, with what is wrong
     */
    public static Scenario parse(String text) {
        ScenarioText read = new ScenarioText(text);
        int validators = read.number("validators");
        Optional<SimOutage> outage =
                Optional.ofNullable(read.fields.remove("outage")).map(each -> SimOutage.parse(each, validators));
        Parameters usual = Scenario.parameters(
                        read.number("view-timeout"), read.number("max-view-timeout"), read.number("block-transactions"))
                .withEngineSettings(Bytes.wrap(HexFormat.of().parseHex(read.take("settings"))));
        Parameters parameters = outage.isPresent() ? SimOutage.patient(usual) : usual;
        long seed = read.longNumber("seed");
        SimCluster.Shape shape = new SimCluster.Shape(
                validators,
                read.number("observers"),
                read.number("twins"),
                list(read.take("villains"), ","),
                parameters,
                read.take("engine"));
        Scenario scenario = new Scenario(
                seed,
                shape,
                profile(read.take("network")),
                read.number("accounts"),
                read.number("lanes"),
                read.longNumber("pause"),
                read.yesOrNo("rogue"),
                read.longNumber("heights"),
                read.longNumber("lasting"),
                faults(read.take("faults"), shape),
                outage);
        if (!read.fields.isEmpty()) {
            throw new IllegalArgumentException("a scenario has no " + read.fields.keySet());
        }
        return scenario;
    }

    /**
     * The network with a name: {@code loopback}, {@code lan}, {@code wan}, or {@code uniform:least+extra} in ns.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SimProfile profile(String name) {
        if (name.startsWith("uniform:")) {
            String[] parts = name.substring("uniform:".length()).split("\\+");
            if (parts.length == 2) {
                return new SimLatency(longNumber("network", parts[0]), longNumber("network", parts[1]));
            }
        }
        return switch (name) {
            case "loopback" -> new SimLatency(20_000, 20_000);
            case "lan" -> SimLatency.LAN;
            case "wan" -> SimRegions.WAN;
            default ->
                throw new IllegalArgumentException("there is no network \"" + name
                        + "\"; known are loopback, lan, wan and uniform:LEAST+EXTRA in nanoseconds");
        };
    }

    private static List<SimFault> faults(String text, SimCluster.Shape shape) {
        List<SimFault> faults = new ArrayList<>();
        for (String each : list(text, ";")) {
            String[] parts = each.split("[@+~:#]");
            if (parts.length != 6) {
                throw new IllegalArgumentException(
                        "\"" + each + "\" is not name[=number]@height+delay~duration:machine#seed");
            }
            int machine = (int) longNumber("machine", parts[4]);
            if (machine < 0 || machine >= shape.machines()) {
                throw new IllegalArgumentException("there is no machine " + machine + " for " + parts[0]);
            }
            faults.add(new SimFault(
                    FaultCatalogue.parse(parts[0]),
                    longNumber("height", parts[1]),
                    longNumber("delay", parts[2]),
                    longNumber("duration", parts[3]),
                    machine,
                    longNumber("seed", parts[5])));
        }
        return faults;
    }

    private static List<String> list(String text, String separator) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(separator));
    }

    private String take(String name) {
        String value = fields.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("the scenario does not say " + name);
        }
        return value;
    }

    private boolean yesOrNo(String name) {
        String value = take(name);
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(name + " is true or false, not \"" + value + "\"");
        }
        return value.equals("true");
    }

    private int number(String name) {
        return Math.toIntExact(longNumber(name));
    }

    private long longNumber(String name) {
        return longNumber(name, take(name));
    }

    private static long longNumber(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a whole number: \"" + value + "\"", e);
        }
    }
}

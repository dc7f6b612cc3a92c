package org.tallystick.testkit.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The calls that library code never makes, each with what to do instead. A library that exits, sleeps, prints, or reads
 * the clock, the locale or the dice on its own can neither be embedded safely nor be simulated.
 */
final class BannedCalls extends ArchCondition<JavaClass> {
    private static final String NEW = "<init>";
    private static final Predicate<JavaClass> NOWHERE = type -> false;
    private static final Predicate<JavaClass> SYSTEM_RUNTIME =
            type -> outermost(type).getName().startsWith("org.tallystick.spi.runtime.System");
    private static final Predicate<JavaClass> SECRETS =
            SYSTEM_RUNTIME.or(type -> type.getPackageName().equals("org.tallystick.crypto"));

    private static final String EXIT = "let the node become FAILED with its cause; only the host may end the process";
    private static final String HOOK = "leave it to the host to call close()";
    private static final String SLEEP = "schedule the work with NodeRuntime.schedule";
    private static final String CLOCK = "ask NodeRuntime.wallClockMillis or NodeRuntime.nanoTime";
    private static final String DICE = "ask NodeRuntime.random; secrets are made in org.tallystick.crypto";
    private static final String CHARSET = "name the charset, usually StandardCharsets.UTF_8";
    private static final String LOCALE = "name the locale, usually Locale.ROOT";
    private static final String PRINT = "log with SLF4J, or throw";
    private static final String THREADS = "name an executor of the NodeRuntime";
    private static final String LOADING = "take plug-ins from the builder";

    private static final List<Ban> BANS = List.of(
            ban("java.lang.System", "exit").instead(EXIT),
            ban("java.lang.Runtime", "exit", "halt").instead(EXIT),
            ban("java.lang.Runtime", "addShutdownHook").instead(HOOK),
            ban("java.lang.Thread", "sleep").instead(SLEEP),
            ban("java.util.concurrent.TimeUnit", "sleep").instead(SLEEP),
            ban("java.util.Timer", NEW).instead(SLEEP),
            ban("java.lang.System", "currentTimeMillis", "nanoTime")
                    .in(SYSTEM_RUNTIME)
                    .instead(CLOCK),
            ban("java.time.temporal.TemporalAccessor", "now").in(SYSTEM_RUNTIME).instead(CLOCK),
            ban("java.time.Clock", "systemUTC", "systemDefaultZone", "system")
                    .in(SYSTEM_RUNTIME)
                    .instead(CLOCK),
            ban("java.util.Date", NEW).taking().in(SYSTEM_RUNTIME).instead(CLOCK),
            ban("java.util.Calendar", "getInstance").instead(CLOCK),
            ban("java.security.SecureRandom", NEW, "getInstance", "getInstanceStrong")
                    .in(SECRETS)
                    .instead(DICE),
            ban("java.util.Random", NEW).in(SYSTEM_RUNTIME.or(SECRETS)).instead(DICE),
            ban("java.util.SplittableRandom", NEW).in(SYSTEM_RUNTIME).instead(DICE),
            ban("java.util.concurrent.ThreadLocalRandom", "current")
                    .in(SYSTEM_RUNTIME)
                    .instead(DICE),
            ban("java.util.random.RandomGenerator", "of", "getDefault")
                    .in(SYSTEM_RUNTIME)
                    .instead(DICE),
            ban("java.lang.Math", "random").instead(DICE),
            ban("java.util.UUID", "randomUUID").instead(DICE),
            ban("java.lang.String", "getBytes").taking().instead(CHARSET),
            ban("java.lang.String", NEW).taking("byte[]").instead(CHARSET),
            ban("java.lang.String", NEW).taking("byte[]", "int", "int").instead(CHARSET),
            ban("java.io.ByteArrayOutputStream", "toString").taking().instead(CHARSET),
            ban("java.io.InputStreamReader", NEW).taking("java.io.InputStream").instead(CHARSET),
            ban("java.io.OutputStreamWriter", NEW)
                    .taking("java.io.OutputStream")
                    .instead(CHARSET),
            ban("java.io.FileReader", NEW).taking("java.io.File").instead(CHARSET),
            ban("java.io.FileReader", NEW).taking("java.lang.String").instead(CHARSET),
            ban("java.io.FileWriter", NEW).taking("java.io.File").instead(CHARSET),
            ban("java.io.FileWriter", NEW).taking("java.lang.String").instead(CHARSET),
            ban("java.util.Scanner", NEW).taking("java.io.InputStream").instead(CHARSET),
            ban("java.nio.charset.Charset", "defaultCharset").instead(CHARSET),
            ban("java.lang.String", "toLowerCase", "toUpperCase").taking().instead(LOCALE),
            ban("java.lang.String", "format")
                    .taking("java.lang.String", "java.lang.Object[]")
                    .instead(LOCALE),
            ban("java.lang.String", "formatted").instead(LOCALE),
            ban("java.util.Formatter", NEW).taking().instead(LOCALE),
            ban("java.util.Locale", "getDefault").instead(LOCALE),
            ban("java.time.ZoneId", "systemDefault").instead("name the zone, usually ZoneOffset.UTC"),
            ban("java.lang.Throwable", "printStackTrace").taking().instead(PRINT),
            ban("java.lang.System", "out", "err", "in", "setOut", "setErr", "setIn")
                    .instead(PRINT),
            ban("java.lang.Thread", "setDefaultUncaughtExceptionHandler").instead("it belongs to the host"),
            ban("java.util.concurrent.ForkJoinPool", "commonPool").instead(THREADS),
            ban("java.util.concurrent.CompletableFuture", "orTimeout", "completeOnTimeout", "delayedExecutor")
                    .instead(SLEEP),
            ban("java.util.concurrent.CompletableFuture", "runAsync")
                    .taking("java.lang.Runnable")
                    .instead(THREADS),
            ban("java.util.concurrent.CompletableFuture", "supplyAsync")
                    .taking("java.util.function.Supplier")
                    .instead(THREADS),
            ban("java.util.Collection", "parallelStream").instead(THREADS),
            ban("java.util.stream.BaseStream", "parallel").instead(THREADS),
            ban("java.util.ServiceLoader", "load", "loadInstalled").instead(LOADING));

    BannedCalls() {
        super("avoid what a library must leave to its host and to its runtime");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
            for (Ban ban : BANS) {
                if (ban.covers(access) && !ban.exempt.test(type)) {
                    events.add(
                            SimpleConditionEvent.violated(type, access.getDescription() + "; instead, " + ban.instead));
                }
            }
        }
    }

    private static Ban ban(String owner, String... members) {
        return new Ban(owner, Set.of(members), null, NOWHERE, "");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(BannedCalls::outermost).orElse(type);
    }

    /** Members of a type and its subtypes, optionally of one signature only, that are banned outside some classes. */
    private record Ban(
            String owner, Set<String> members, List<String> parameters, Predicate<JavaClass> exempt, String instead) {

        Ban taking(String... types) {
            return new Ban(owner, members, List.of(types), exempt, instead);
        }

        Ban in(Predicate<JavaClass> place) {
            return new Ban(owner, members, parameters, place, instead);
        }

        Ban instead(String advice) {
            return new Ban(owner, members, parameters, exempt, advice);
        }

        boolean covers(JavaAccess<?> access) {
            return members.contains(access.getTarget().getName())
                    && ownedBy(access.getTargetOwner())
                    && (parameters == null || parameters.equals(parametersOf(access)));
        }

        private boolean ownedBy(JavaClass target) {
            return members.contains(NEW) ? target.getName().equals(owner) : target.isAssignableTo(owner);
        }

        private static List<String> parametersOf(JavaAccess<?> access) {
            return access.getTarget() instanceof CodeUnitAccessTarget target
                    ? target.getRawParameterTypes().stream()
                            .map(BannedCalls::readable)
                            .toList()
                    : List.of();
        }
    }

    private static String readable(JavaClass type) {
        return type.isArray() ? readable(type.getComponentType()) + "[]" : type.getName();
    }
}

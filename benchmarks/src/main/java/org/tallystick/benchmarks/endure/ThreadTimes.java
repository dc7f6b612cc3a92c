package org.tallystick.benchmarks.endure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Processor time of this process so far, by kind of thread: those of Java by their names, without the numbers in them, the
 * others, of the virtual machine and of the database, by the names that the system knows. Threads that have ended are left
 * out.
 */
final class ThreadTimes {
    private final Map<String, Long> nanos = new TreeMap<>();

    private ThreadTimes() {}

    static ThreadTimes now() throws IOException {
        ThreadTimes times = new ThreadTimes();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            ThreadInfo info = threads.getThreadInfo(id);
            long time = threads.getThreadCpuTime(id);
            if (info != null && time > 0) {
                times.nanos.merge(info.getThreadName().replaceAll("[-#]?\\d+$", ""), time, Long::sum);
            }
        }
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                String name = Files.readString(task.resolve("comm"), StandardCharsets.UTF_8)
                        .strip();
                if (name.matches("(rocksdb|GC|G1|C1|C2|VM).*")) {
                    String schedule = Files.readString(task.resolve("schedstat"), StandardCharsets.UTF_8);
                    long time = Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
                    times.nanos.merge(name.replaceAll("[-#]?\\d+$", ""), time, Long::sum);
                }
            }
        }
        return times;
    }

    /** What was used since, for each of so many, the greatest first; less than a twentieth of a microsecond is left out. */
    String since(ThreadTimes before, double items) {
        StringBuilder out = new StringBuilder();
        nanos.entrySet().stream()
                .map(entry -> Map.entry(
                        entry.getKey(),
                        (entry.getValue() - before.nanos.getOrDefault(entry.getKey(), 0L)) / items / 1000))
                .filter(entry -> entry.getValue() >= 0.05)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry ->
                        out.append(String.format(Locale.ROOT, "%n%8.2f us  %s", entry.getValue(), entry.getKey())));
        return out.toString();
    }
}

package org.tallystick.benchmarks.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that was started and has said that it is ready. Closing it ends its input, and waits for its end. */
final class Started implements AutoCloseable {
    private static final long LONGEST_END_S = 20;

    private final Process process;
    private final long readyNanos;

    private Started(Process process, long readyNanos) {
        this.process = process;
        this.readyNanos = readyNanos;
    }

    /** Starts a program of this package with the same class path, and returns when it is ready. */
    static Started of(List<String> flags, Class<?> program, List<String> words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        // Where a log goes, and what that takes, is the application's choice: here it goes nowhere.
        command.add("-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(words);
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(StartCommand.READY)) {
                return new Started(process, System.nanoTime() - start);
            }
        }
        process.destroyForcibly();
        throw new IOException(program.getSimpleName() + " ended before it was ready");
    }

    /** From its start until it was ready. */
    double readyMillis() {
        return readyNanos / 1e6;
    }

    /** A field of its status in KiB, such as VmRSS. */
    long kibibytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"), StandardCharsets.UTF_8)
                .stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + field + " in the status of a process"));
    }

    /** Its processor time so far. */
    double processorMillis() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(LONGEST_END_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("a process did not end with its input");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

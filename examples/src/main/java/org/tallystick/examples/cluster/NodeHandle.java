package org.tallystick.examples.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.MalformedException;

/** One node of the cluster as the coordinator sees it: its process, which may be killed and started again, and the link to it. */
final class NodeHandle {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHandle.class);

    /** Where a node stands. */
    enum State {
        /** Not started, or ended in good order. */
        STOPPED,
        /** Started, and not yet open. */
        STARTING,
        /** Open; its report says how it is doing. */
        UP,
        /** Killed on purpose. */
        KILLED,
        /** Its process has ended by itself, which it should not. */
        DIED
    }

    private final int index;
    private final NodeArguments arguments;
    private final List<String> command;
    private final char[] passphrase;
    private final NodeLink.Listener listener;

    private Process process;
    private State state = State.STOPPED;
    private NodeLink link;
    private NodeReport report;
    private long startedNanos;
    private int starts;
    private boolean retired;
    private Duration cpuOfEarlier = Duration.ZERO;

    NodeHandle(
            int index, NodeArguments arguments, List<String> command, char[] passphrase, NodeLink.Listener listener) {
        this.index = index;
        this.arguments = arguments;
        this.command = List.copyOf(command);
        this.passphrase = passphrase.clone();
        this.listener = listener;
    }

    String name() {
        return "node" + (index + 1);
    }

    NodeArguments arguments() {
        return arguments;
    }

    /** Starts the process and returns at once. After {@link #stop} it does nothing, so that none is left behind. */
    synchronized void start() throws IOException {
        if (retired) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(errorFile().toFile()));
        startedNanos = System.nanoTime();
        Process started = builder.start();
        process = started;
        state = State.STARTING;
        report = null;
        starts++;
        OutputStream input = started.getOutputStream();
        input.write((new String(passphrase) + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
        started.onExit().thenRun(() -> ended(started));
        Thread reader = new Thread(() -> awaitReady(started), name() + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void awaitReady(Process started) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ClusterNode.READY)) {
                    connect(started, Integer.parseInt(line.substring(ClusterNode.READY.length())));
                }
            }
        } catch (IOException e) {
            LOG.debug("the output of {} ended: {}", name(), e.toString());
        }
    }

    private void connect(Process started, int port) throws IOException {
        NodeLink opened = new NodeLink(index, listener);
        opened.connect(port);
        synchronized (this) {
            if (process == started && state == State.STARTING) {
                link = opened;
                state = State.UP;
                return;
            }
        }
        opened.close();
    }

    private synchronized void ended(Process which) {
        if (process == which && (state == State.STARTING || state == State.UP)) {
            LOG.error("{} ended by itself with {}", name(), which.exitValue());
            state = State.DIED;
        }
    }

    /** Ends the process with SIGKILL, as a power cut would, and returns when it is gone. */
    void kill() throws InterruptedException {
        Process victim;
        synchronized (this) {
            victim = process;
            state = State.KILLED;
            report = null;
            cpuOfEarlier = cpuOfEarlier.plus(ProcessUsage.cpu(victim.toHandle()));
        }
        victim.destroyForcibly();
        victim.waitFor();
        closeLink();
    }

    /** Asks the process to end in good order; {@link #awaitStopped} waits for it. */
    synchronized void stop() {
        retired = true;
        if (process == null || !process.isAlive()) {
            return;
        }
        state = State.STOPPED;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("closing the input of {}", name(), e);
        }
    }

    /** Waits for the end that {@link #stop} asked for, and forces it when it takes too long. */
    void awaitStopped(long nanos) throws InterruptedException {
        Process ending;
        synchronized (this) {
            ending = process;
        }
        if (ending != null && !ending.waitFor(nanos, TimeUnit.NANOSECONDS)) {
            LOG.warn("{} did not end in time and is killed", name());
            ending.destroyForcibly();
            ending.waitFor();
        }
        closeLink();
    }

    private synchronized void closeLink() {
        if (link != null) {
            link.close();
            link = null;
        }
    }

    /** Asks the node how it is doing; the answer appears in {@link #report}. */
    CompletableFuture<Void> refresh() {
        NodeLink current = link();
        if (current == null) {
            return CompletableFuture.completedFuture(null);
        }
        return current.ask(ControlKind.REPORT, new byte[0]).handle((payload, error) -> {
            if (error == null) {
                accept(current, payload);
            }
            return null;
        });
    }

    private void accept(NodeLink from, byte[] payload) {
        try {
            NodeReport fresh = ControlCodec.report(payload);
            synchronized (this) {
                if (link == from) {
                    report = fresh;
                }
            }
        } catch (MalformedException e) {
            LOG.warn("a report of {} cannot be read", name(), e);
        }
    }

    /** The link, or null when the node is not open. */
    synchronized NodeLink link() {
        return link != null && link.isOpen() ? link : null;
    }

    /** The latest report of this process, or null before the first. */
    synchronized NodeReport report() {
        return state == State.UP ? report : null;
    }

    synchronized State state() {
        return state;
    }

    /** Whether it takes part and is in step, by its latest report. */
    boolean running() {
        NodeReport latest = report();
        return latest != null && latest.running();
    }

    synchronized long startedNanos() {
        return startedNanos;
    }

    /** How often it was started again. */
    synchronized int restarts() {
        return Math.max(0, starts - 1);
    }

    /** Processor time of all its processes so far. */
    synchronized Duration cpu() {
        boolean alive = process != null && process.isAlive();
        return alive ? cpuOfEarlier.plus(ProcessUsage.cpu(process.toHandle())) : cpuOfEarlier;
    }

    synchronized long residentBytes() {
        return process != null && process.isAlive() ? ProcessUsage.residentBytes(process.pid()) : 0;
    }

    synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    private Path errorFile() {
        return arguments.directory().resolve("stderr.log");
    }

    /** The last line that the process wrote to its error output, or nothing. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(errorFile(), StandardCharsets.UTF_8);
            return lines.stream()
                    .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0))) // no frame of a stack
                    .reduce("", (before, last) -> last);
        } catch (IOException e) {
            return "";
        }
    }
}

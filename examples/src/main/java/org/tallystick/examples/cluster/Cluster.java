package org.tallystick.examples.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The nodes of a cluster, each a process of its own. Closing it stops those that it started, and no others. */
final class Cluster implements AutoCloseable {
    private final List<NodeHandle> nodes;

    Cluster(List<NodeHandle> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    List<NodeHandle> nodes() {
        return nodes;
    }

    /** How many nodes must agree. */
    int quorum() {
        return nodes.size() - (nodes.size() - 1) / 3;
    }

    void start() throws IOException {
        for (NodeHandle node : nodes) {
            node.start();
        }
    }

    /** Waits until all nodes are in step. */
    void awaitRunning(Duration limit) throws InterruptedException, ClusterException {
        await(limit, "all nodes to be in step", () -> {
            refresh();
            for (NodeHandle node : nodes) {
                if (node.state() == NodeHandle.State.DIED) {
                    return true;
                }
            }
            return nodes.stream().allMatch(NodeHandle::running);
        });
        for (NodeHandle node : nodes) {
            if (node.state() == NodeHandle.State.DIED) {
                throw new ClusterException(node.name() + " could not start: " + node.lastWords());
            }
        }
    }

    /** Waits until all nodes have the same last block. */
    void awaitSameHead(Duration limit) throws InterruptedException, ClusterException {
        await(limit, "all nodes to have the same last block", () -> {
            refresh();
            return nodes.stream().allMatch(NodeHandle::running)
                    && nodes.stream()
                                    .map(node -> node.report() == null
                                            ? -1
                                            : node.report().height())
                                    .distinct()
                                    .count()
                            == 1;
        });
    }

    private void await(Duration limit, String what, BooleanSupplier condition)
            throws InterruptedException, ClusterException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new ClusterException("waited " + limit.toSeconds() + " s for " + what + "; " + describe());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** One line on each node. */
    String describe() {
        StringBuilder text = new StringBuilder();
        for (NodeHandle node : nodes) {
            NodeReport report = node.report();
            text.append(text.length() == 0 ? "" : ", ").append(node.name()).append(": ");
            text.append(report == null ? node.state() : report.health() + " at " + report.height());
        }
        return text.toString();
    }

    /** Asks all nodes how they are doing, and waits at most a second for the answers. */
    void refresh() {
        CompletableFuture<?>[] answers = nodes.stream().map(NodeHandle::refresh).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(answers).get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // A node that does not answer keeps its earlier report until the next round.
            return;
        }
    }

    /** A link to a node that is in step, preferably a given one; else to any that is open; else null. */
    NodeLink route(int preferred) {
        NodeLink any = null;
        for (int i = 0; i < nodes.size(); i++) {
            NodeHandle node = nodes.get(Math.floorMod(preferred + i, nodes.size()));
            NodeLink link = node.link();
            if (link != null && node.running()) {
                return link;
            }
            any = any == null ? link : any;
        }
        return any;
    }

    /** The highest block that any node has reported. */
    long height() {
        return nodes.stream()
                .map(NodeHandle::report)
                .mapToLong(report -> report == null ? 0 : report.height())
                .max()
                .orElse(0);
    }

    int restarts() {
        return nodes.stream().mapToInt(NodeHandle::restarts).sum();
    }

    /** Processor time of all node processes there have been, and of this one. */
    Duration cpu() {
        Duration sum = ProcessUsage.cpu(ProcessHandle.current());
        for (NodeHandle node : nodes) {
            sum = sum.plus(node.cpu());
        }
        return sum;
    }

    /** Stops all nodes in good order and returns when they are gone. */
    @Override
    public void close() {
        nodes.forEach(NodeHandle::stop);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        boolean interrupted = false;
        for (NodeHandle node : nodes) {
            try {
                node.awaitStopped(Math.max(1, end - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

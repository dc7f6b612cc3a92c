package org.tallystick.benchmarks.lab;

import java.util.HashMap;
import java.util.Map;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimProbe;

/**
 * Measures one run while clients are busy: when blocks were proposed, and when each honest node had them final on disk.
 */
final class Meter implements SimProbe {
    private final Map<Hash, Long> proposed = new HashMap<>();
    private final Samples finality = new Samples();
    private final Samples receipts = new Samples();
    private long transactions;
    private long highest;
    private long messages;
    private long bytes;
    private long busyNanos;
    private boolean over;

    @Override
    public void event(int machine, long now, Event event) {
        if (!over && event instanceof Event.Built built && built.block().isPresent()) {
            proposed.putIfAbsent(built.block().get().hash(), now);
        }
    }

    @Override
    public void committed(int machine, long now, BlockHeader header, Hash hash) {
        if (over) {
            return;
        }
        Long begun = proposed.get(hash);
        if (begun != null) {
            finality.add(now - begun);
        }
        if (header.height() > highest) {
            highest = header.height();
            transactions += header.transactionCount();
        }
    }

    @Override
    public void settled(long now, long nanos) {
        if (!over) {
            receipts.add(nanos);
        }
    }

    @Override
    public void grown(SimCluster cluster) {
        over = true;
        messages = cluster.network().messages();
        bytes = cluster.network().bytes();
        busyNanos = cluster.scheduler().now();
    }

    /** Nanoseconds from a proposal to its being final on one honest node, for all blocks and nodes. */
    Samples finality() {
        return finality;
    }

    /** Nanoseconds from a client's first try to its receipt. */
    Samples receipts() {
        return receipts;
    }

    long transactions() {
        return transactions;
    }

    long heights() {
        return highest;
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** For how long clients were busy. */
    long busyNanos() {
        return busyNanos;
    }

    /** Blocks that were made, and those of them that never became final, as a part. */
    double abandoned() {
        return proposed.isEmpty() ? 0 : Math.max(0, 1 - (double) highest / proposed.size());
    }
}

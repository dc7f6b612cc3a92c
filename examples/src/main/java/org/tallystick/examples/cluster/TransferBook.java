package org.tallystick.examples.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the coordinator remembers of the outcomes, to hold the nodes to them at the end: the ids that were acknowledged,
 * those that were rejected, those that nobody could tell about, and the balances that follow. Safe for use by several
 * threads.
 */
final class TransferBook {
    private final long[] balances;
    private final IdSet acknowledged = new IdSet();
    private final IdSet rejected = new IdSet();
    private final List<Transfer> unclear = new ArrayList<>();
    private final Map<String, Long> reasons = new LinkedHashMap<>();
    private final AtomicLong issued = new AtomicLong();

    /** Starts from the balances that the accounts have. */
    TransferBook(List<Long> balances) {
        this.balances = balances.stream().mapToLong(Long::longValue).toArray();
        for (long balance : this.balances) {
            issued.addAndGet(balance);
        }
    }

    /** A transfer is final; {@code applied} tells whether the contract did it. */
    synchronized void settled(Transfer transfer, boolean applied) {
        acknowledged.add(transfer.id());
        if (applied) {
            apply(transfer);
        }
    }

    /** A node was asked to take a transfer and never will. */
    synchronized void rejected(Transfer transfer, String reason) {
        rejected.add(transfer.id());
        note("rejected: " + reason);
    }

    /** Nobody can tell what becomes of a transfer. */
    synchronized void indeterminate(Transfer transfer) {
        unclear.add(transfer);
    }

    /** Counts something out of the ordinary, for the report. */
    synchronized void note(String what) {
        if (reasons.size() < 100 || reasons.containsKey(what)) {
            reasons.merge(what, 1L, Long::sum);
        }
    }

    /** Moves the amount of a transfer that turned out to be in a block. */
    synchronized void apply(Transfer transfer) {
        int from = transfer.slot().account().index();
        if (from == LoadAccount.TREASURY) {
            issued.addAndGet(transfer.amount());
        } else {
            balances[from] -= transfer.amount();
        }
        balances[transfer.to()] += transfer.amount();
    }

    /** The balances that the accounts should have. */
    synchronized long[] balances() {
        return balances.clone();
    }

    /** What the balances should add up to. */
    long issued() {
        return issued.get();
    }

    /** The ids of all final transfers; read only when the load has ended. */
    synchronized IdSet acknowledgedIds() {
        return acknowledged;
    }

    /** The ids of all rejected transfers; read only when the load has ended. */
    synchronized IdSet rejectedIds() {
        return rejected;
    }

    synchronized List<Transfer> unclear() {
        return List.copyOf(unclear);
    }

    /** What was out of the ordinary, with how often. */
    synchronized Map<String, Long> notes() {
        return new LinkedHashMap<>(reasons);
    }
}

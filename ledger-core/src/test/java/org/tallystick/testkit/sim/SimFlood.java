package org.tallystick.testkit.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tallystick.api.Refusal;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Signer;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;

/**
 * Transactions that are wanted at fixed moments, whatever becomes of earlier ones, each of one node in turn and once only.
 * Each lane of an account has one under way at most.
 */
public final class SimFlood {
    private static final int LANES = 128;

    private final SimCluster cluster;
    private final Hash chainId;
    private final Deque<Slot> free = new ArrayDeque<>();
    private final Map<Refusal.Reason, Integer> refused = new EnumMap<>(Refusal.Reason.class);
    private final List<Long> times = new ArrayList<>();
    private int only = -1;
    private int wanted;
    private int underWay;
    private int mostUnderWay;
    private int other;

    private static final class Slot {
        private final Signer signer;
        private final AccountId account;
        private final int lane;
        private long sequence;

        Slot(Signer signer, int lane) {
            this.signer = signer;
            this.account = SimClient.accountId(signer);
            this.lane = lane;
        }
    }

    /** With accounts of its own, each with {@value #LANES} lanes. */
    public SimFlood(SimCluster cluster, int firstAccount, int accounts) {
        this.cluster = cluster;
        this.chainId = GenesisCodec.chainId(cluster.genesis());
        for (int account = 0; account < accounts; account++) {
            Signer signer = cluster.crypto().account(firstAccount + account);
            for (int lane = 0; lane < LANES; lane++) {
                free.add(new Slot(signer, lane));
            }
        }
    }

    /** Wants it all of one machine; otherwise they take turns. */
    public SimFlood at(int machine) {
        only = machine;
        return this;
    }

    /** Wants so many transactions a second for so long, from now on; counts anew. */
    public void begin(int perSecond, long nanos) {
        wanted = 0;
        mostUnderWay = 0;
        other = 0;
        refused.clear();
        times.clear();
        long gap = 1_000_000_000L / perSecond;
        next(gap, cluster.scheduler().now() + nanos);
    }

    private void next(long gap, long end) {
        if (cluster.scheduler().now() < end) {
            cluster.scheduler().after(gap, () -> {
                want();
                next(gap, end);
            });
        }
    }

    private void want() {
        Slot slot = free.poll();
        if (slot == null) {
            throw new IllegalStateException("more is under way than there are lanes");
        }
        List<SimMachine> running = cluster.running();
        SimMachine machine = running.get(only < 0 ? wanted % running.size() : only);
        wanted++;
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        long begun = cluster.scheduler().now();
        SignedTransaction transaction = sign(slot);
        Hash id = TransactionCodec.id(transaction.body());
        SimRuntime life = machine.runtime();
        life.enter(
                SimTrace.Kind.SUBMIT,
                id.hashCode(),
                () -> machine.ledger()
                        .submit(transaction)
                        .thenAccept(result -> ended(slot, machine.number(), begun, result)));
    }

    private SignedTransaction sign(Slot slot) {
        long now = SimClock.EPOCH_MS + cluster.scheduler().now() / 1_000_000;
        Bytes call = TokenCalls.issue("FLOOD", slot.account, 1);
        Transaction body = new Transaction(
                chainId,
                slot.account,
                slot.lane,
                slot.sequence,
                now + cluster.genesis().parameters().maxTransactionLifetimeMs() / 2,
                TokenContract.ID,
                call,
                100_000,
                List.of());
        return TransactionCodec.sign(body, List.of(slot.signer));
    }

    private void ended(Slot slot, int machine, long begun, SubmitResult result) {
        underWay--;
        if (result instanceof SubmitResult.Final done) {
            cluster.checks().acknowledged(machine, done.receipt());
            times.add(cluster.scheduler().now() - begun);
            slot.sequence++;
            free.add(slot);
        } else if (result instanceof SubmitResult.Refused no) {
            refused.merge(no.refusal().reason(), 1, Integer::sum);
            free.add(slot);
        } else {
            other++;
        }
    }

    /** How many were wanted. */
    public int wanted() {
        return wanted;
    }

    /** How many became final. */
    public int finals() {
        return times.size();
    }

    /** How many were refused, by reason. */
    public Map<Refusal.Reason, Integer> refused() {
        return Map.copyOf(refused);
    }

    /** How many had another outcome. */
    public int other() {
        return other;
    }

    /** The most that were under way at once. */
    public int mostUnderWay() {
        return mostUnderWay;
    }

    /** Nanoseconds from the moment at which one was wanted until it was final, which a part of them did not exceed. */
    public long quantile(double part) {
        long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))];
    }
}

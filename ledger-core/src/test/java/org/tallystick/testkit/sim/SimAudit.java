package org.tallystick.testkit.sim;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Head;
import org.tallystick.api.QueryResult;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenCall;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Outcome;
import org.tallystick.model.Receipt;
import org.tallystick.model.SignedTransaction;

/**
 * Looks through a whole ledger when a run is over and all honest nodes stand at one head: every node tells the same
 * blocks and receipts; every acknowledged transaction is in them once, with the receipt that the client got; every
 * sequence number was used once, without a gap; and a plain second calculation of all balances gives what the ledger
 * says.
 */
final class SimAudit {
    private static final long ANSWER = 2_000_000_000L;

    private final SimCluster cluster;
    private final SimWorkload workload;
    private final Map<Hash, Receipt> receipts = new HashMap<>(); // looked up, never iterated
    private final Map<List<Object>, Long> sequences = new HashMap<>(); // looked up, never iterated
    private final Map<List<Object>, Long> balances = new LinkedHashMap<>(); // asset, account → amount

    SimAudit(SimCluster cluster, SimWorkload workload) {
        this.cluster = cluster;
        this.workload = workload;
    }

    void run() {
        SimMachine first = cluster.running().get(0);
        long height = first.ledger().head().height();
        for (long h = 1; h <= height; h++) {
            readBlock(first, h);
            if (h == height / 2) {
                checkBalances(first, h); // old state is kept by these nodes
            }
        }
        for (Hash acknowledged : cluster.checks().acknowledged()) {
            Receipt found = receipts.get(acknowledged);
            if (!cluster.checks().receiptOf(acknowledged).equals(found)) {
                violation("SAFETY: acknowledged as " + cluster.checks().receiptOf(acknowledged)
                        + ", but the ledger has " + found);
            }
        }
        for (SimClient client : workload.clients()) {
            long used = sequences.getOrDefault(List.of(client.account(), client.lane()), 0L);
            if (used != client.settled().size()) {
                violation("SAFETY: lane " + client.lane() + " of " + client.account() + " has used " + used
                        + " numbers, the client knows of " + client.settled().size());
            }
            for (Hash id : client.settled()) {
                if (!receipts.containsKey(id)) {
                    violation("SAFETY: " + id + " was settled, but the ledger does not have it");
                }
            }
        }
        for (SimMachine machine : cluster.running()) {
            if (machine != first) {
                compare(first, machine, height);
            }
        }
        checkBalances(first, height);
    }

    private void violation(String what) {
        cluster.checks().violation(what);
    }

    private void readBlock(SimMachine machine, long height) {
        FinalBlock block = ask(machine, () -> machine.ledger().block(height)).orElse(null);
        if (block == null || block.height() != height) {
            violation("n" + machine.number() + " has no block " + height + " below its head");
            return;
        }
        for (int i = 0; i < block.receipts().size(); i++) {
            SignedTransaction transaction = block.block().transactions().get(i);
            Receipt receipt = block.receipts().get(i);
            Hash id = TransactionCodec.id(transaction.body());
            if (transaction.body().validUntil() < block.block().header().timestamp()) {
                violation("SAFETY: transaction " + id + " was ordered after its valid-until time");
            }
            if (!receipt.transactionId().equals(id) || receipt.height() != height || receipt.index() != i) {
                violation("receipt " + i + " of block " + height + " is out of place: " + receipt);
            }
            if (receipts.put(id, receipt) != null) {
                violation("SAFETY: transaction " + id + " is in the ledger twice");
            }
            List<Object> lane =
                    List.of(transaction.body().sender(), transaction.body().lane());
            long expected = sequences.getOrDefault(lane, 0L);
            if (transaction.body().sequence() != expected) {
                violation("SAFETY: sequence " + transaction.body().sequence() + " is ordered where " + expected
                        + " is next");
            }
            sequences.put(lane, expected + 1);
            apply(transaction, receipt);
        }
    }

    /** The token contract again, in its simplest form. */
    private void apply(SignedTransaction transaction, Receipt receipt) {
        if (!transaction.body().contract().equals(TokenContract.ID)) {
            return; // the governors'
        }
        TokenCall call;
        try {
            call = TokenCalls.decode(transaction.body().call());
        } catch (MalformedException e) {
            throw new IllegalStateException("the workload makes good calls", e);
        }
        if (transaction.body().resourceLimit() < SimClient.AMPLE
                && receipt.outcome().equals(new Outcome.Failed(Outcome.Cause.OUT_OF_RESOURCES))) {
            return; // which leaves no trace
        }
        AccountId sender = transaction.body().sender();
        boolean expected = true;
        if (call instanceof TokenCall.Issue issue) {
            add(TokenContract.assetId(sender, issue.symbol()), issue.to(), issue.amount());
        } else if (call instanceof TokenCall.Transfer transfer) {
            expected = balances.getOrDefault(List.of(transfer.asset(), sender), 0L) >= transfer.amount();
            if (expected) {
                add(transfer.asset(), sender, -transfer.amount());
                add(transfer.asset(), transfer.to(), transfer.amount());
            }
        }
        if (receipt.succeeded() != expected || (!expected && !(receipt.outcome() instanceof Outcome.Refused))) {
            violation("the outcome of " + call + " is " + receipt.outcome());
        }
    }

    private void add(Hash asset, AccountId account, long amount) {
        balances.merge(List.of(asset, account), amount, Long::sum);
    }

    private void compare(SimMachine first, SimMachine other, long height) {
        Head one = first.ledger().head();
        Head two = other.ledger().head();
        if (!one.equals(two)) {
            violation("SAFETY: n" + first.number() + " is at " + one + ", n" + other.number() + " at " + two);
        }
        long step = Math.max(1, height / 8);
        for (long h = height; h > 0; h -= step) {
            long at = h;
            FinalBlock here = ask(first, () -> first.ledger().block(at)).orElse(null);
            FinalBlock there = ask(other, () -> other.ledger().block(at)).orElse(null);
            if (here == null
                    || there == null
                    || !here.block().equals(there.block())
                    || !here.receipts().equals(there.receipts())) {
                violation("SAFETY: n" + first.number() + " and n" + other.number() + " tell different blocks at " + h);
            }
        }
    }

    private void checkBalances(SimMachine machine, long height) {
        for (AccountId issuer : workload.accounts()) {
            Hash asset = TokenContract.assetId(issuer, "SIM");
            long sum = 0;
            for (AccountId holder : workload.accounts()) {
                long amount = amount(machine, TokenQuery.balance(asset, holder), height);
                sum += amount;
                long expected = balances.getOrDefault(List.of(asset, holder), 0L);
                if (amount != expected) {
                    violation("SAFETY: " + holder + " has " + amount + " after block " + height + ", it should have "
                            + expected);
                }
            }
            if (sum != amount(machine, TokenQuery.supply(asset), height)) {
                violation("SAFETY: the balances of an asset add up to " + sum + ", not to its supply");
            }
        }
    }

    private long amount(SimMachine machine, Bytes query, long height) {
        QueryResult result = ask(machine, () -> machine.ledger().query(TokenContract.ID, query, height));
        if (result instanceof QueryResult.Answer answer) {
            try {
                return TokenQuery.readAmount(answer.value());
            } catch (MalformedException e) {
                throw new IllegalStateException("not an amount: " + answer, e);
            }
        }
        throw new IllegalStateException("no answer but " + result);
    }

    /** Asks a node and lets time pass until it answers. */
    private <T> T ask(SimMachine machine, Supplier<CompletableFuture<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        machine.runtime()
                .enter(
                        SimTrace.Kind.TASK,
                        -1,
                        () -> question.get().whenComplete((value, fault) -> {
                            if (fault != null) {
                                answer.completeExceptionally(fault);
                            } else {
                                answer.complete(value);
                            }
                        }));
        cluster.scheduler().runUntil(answer::isDone, ANSWER);
        if (!answer.isDone()) {
            throw new IllegalStateException("n" + machine.number() + " does not answer");
        }
        return answer.join();
    }
}

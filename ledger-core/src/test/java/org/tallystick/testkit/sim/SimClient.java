package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tallystick.api.Refusal;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.AccountCodec;
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
 * Submits the transactions of one lane of one account, one after another, each to nodes picked by chance, again and
 * again until its outcome is known. It outlives every node.
 */
final class SimClient {
    private static final long PATIENCE = 2_500_000_000L;
    private static final long START_BALANCE = 10_000;

    /** Resource units that suffice for any call of a client. */
    static final long AMPLE = 100_000;

    private static final int SCANT = 120; // for half of a transfer; twice that is enough

    private final SimCluster cluster;
    private final SplittableRandom chance;
    private long pause;
    private final List<AccountId> accounts;
    private final Signer signer;
    private final AccountId account;
    private final int lane;
    private final long lifetimeMillis;
    private final Hash chainId;
    private final Hash asset;
    private long sequence;
    private SignedTransaction current;
    private Hash currentId;
    private long begun;
    private int attempt;
    private boolean stopping;
    private final List<Hash> settled = new ArrayList<>();

    SimClient(SimCluster cluster, List<AccountId> accounts, int index, int lane, long seed, long pause) {
        this.cluster = cluster;
        this.chance = new SplittableRandom(seed);
        this.pause = pause;
        this.accounts = accounts;
        this.signer = cluster.crypto().account(index);
        this.account = accounts.get(index);
        this.lane = lane;
        this.lifetimeMillis = cluster.genesis().parameters().maxTransactionLifetimeMs() / 2;
        this.chainId = GenesisCodec.chainId(cluster.genesis());
        // every account issues an asset of its own in lane 0; all lanes transfer it
        this.asset = TokenContract.assetId(account, "SIM");
    }

    static AccountId accountId(Signer signer) {
        return AccountCodec.idOf(signer.publicKey());
    }

    AccountId account() {
        return account;
    }

    /** The transactions that are in the ledger, as far as the client can tell; in the order of their sequence. */
    List<Hash> settled() {
        return settled;
    }

    /** Whether nothing is under way. */
    boolean isIdle() {
        return current == null;
    }

    /** Makes no new transactions, but goes on with the one under way. */
    void stop() {
        stopping = true;
    }

    /** Makes new transactions again. */
    void resume() {
        if (stopping) {
            stopping = false;
            if (current == null) {
                next();
            }
        }
    }

    /** Waits at least this long between an answer and the next transaction. */
    void slowDown(long nanos) {
        pause = Math.max(pause, nanos);
    }

    void begin() {
        later(chance.nextLong(pause + 1), this::next);
    }

    /** Makes the next transaction now, if it was pausing. */
    void hurry() {
        next();
    }

    /** Hands in now what is under way, or something new. */
    void insist() {
        if (current == null) {
            next();
        } else {
            attempt();
        }
    }

    private void later(long nanos, Runnable task) {
        cluster.scheduler().after(nanos, task);
    }

    private void next() {
        if (stopping || current != null) {
            return;
        }
        long now = SimClock.EPOCH_MS + cluster.scheduler().now() / 1_000_000;
        Transaction body = new Transaction(
                chainId,
                account,
                lane,
                sequence,
                now + lifetimeMillis,
                TokenContract.ID,
                call(),
                resources(),
                List.of());
        current = TransactionCodec.sign(body, List.of(signer));
        currentId = TransactionCodec.id(body);
        attempt = 0;
        begun = cluster.scheduler().now();
        attempt();
    }

    private boolean isIssue() {
        return lane == 0 && sequence == 0;
    }

    /** Now and then so few that a transfer breaks off halfway. */
    private long resources() {
        return !isIssue() && chance.nextInt(16) == 0 ? SCANT + chance.nextInt(SCANT) : AMPLE;
    }

    private Bytes call() {
        if (isIssue()) {
            return TokenCalls.issue("SIM", account, START_BALANCE);
        }
        // now and then more than there is, so that refusals are ordered too
        long amount = 1 + chance.nextLong(chance.nextInt(8) == 0 ? 2 * START_BALANCE : START_BALANCE / 100);
        return TokenCalls.transfer(asset, accounts.get(chance.nextInt(accounts.size())), amount);
    }

    private void attempt() {
        int mine = ++attempt;
        List<SimMachine> running = cluster.running();
        if (!running.isEmpty()) {
            int nodes = chance.nextInt(6) == 0 ? 2 : 1;
            for (int i = 0; i < nodes; i++) {
                submit(running.get(chance.nextInt(running.size())), mine);
            }
        }
        later(PATIENCE + chance.nextLong(PATIENCE), () -> retry(mine));
    }

    private void retry(int number) {
        if (current != null && attempt == number) {
            attempt();
        }
    }

    private void submit(SimMachine machine, int number) {
        SignedTransaction transaction = current;
        Hash id = currentId;
        SimRuntime life = machine.runtime();
        life.enter(
                SimTrace.Kind.SUBMIT,
                id.hashCode(),
                () -> machine.ledger().submit(transaction).whenComplete((result, fault) -> {
                    if (life.isAlive()) { // a machine that has just gone down answers nobody
                        answered(machine.number(), id, number, result);
                    }
                }));
    }

    private void answered(int machine, Hash id, int number, SubmitResult result) {
        cluster.trace()
                .record(cluster.scheduler().now(), machine, SimTrace.Kind.ANSWER, result == null ? -1 : kind(result));
        if (result instanceof SubmitResult.Final ended) {
            if (!ended.receipt().transactionId().equals(id)) {
                cluster.checks().violation("n" + machine + " answers with the receipt of another transaction");
            }
            cluster.checks().acknowledged(machine, ended.receipt());
            if (id.equals(currentId)) {
                settle();
            }
        } else if (id.equals(currentId)) {
            if (result instanceof SubmitResult.Refused refused) {
                refused(machine, refused.refusal(), number);
            } else {
                later(20_000_000 + chance.nextLong(200_000_000), () -> retry(number));
            }
        }
    }

    private static int kind(SubmitResult result) {
        return result instanceof SubmitResult.Final ? 0 : result instanceof SubmitResult.Refused ? 1 : 2;
    }

    private void refused(int machine, Refusal refusal, int number) {
        if (refusal.reason() == Refusal.Reason.SEQUENCE_USED) {
            // Nobody else uses this lane, so this very transaction has used it; the final audit finds out if it lies.
            settle();
        } else if (refusal.isTransient() || cluster.machine(machine).clock().wasWrong()) {
            later(20_000_000 + chance.nextLong(200_000_000), () -> retry(number));
        } else {
            cluster.checks().violation("n" + machine + " refuses a good transaction: " + refusal);
        }
    }

    private void settle() {
        if (cluster.probe() != null) {
            long now = cluster.scheduler().now();
            cluster.probe().settled(now, now - begun);
        }
        settled.add(currentId);
        current = null;
        currentId = null;
        sequence++;
        if (!stopping) {
            later(chance.nextLong(pause + 1), this::next);
        }
    }

    int lane() {
        return lane;
    }
}

package org.tallystick.testkit.sim;

import java.util.List;
import java.util.SplittableRandom;
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
import org.tallystick.model.Witness;

/**
 * A client that keeps no rule: it gives one sequence number to different transactions at different nodes, leaves gaps,
 * repeats what is long done, lets transactions expire at once and signs wrongly. Whatever it is told is final must be
 * so; otherwise nothing it does may matter to anyone.
 */
final class SimRogue {
    private static final int LANES = 2;
    private static final int BAD_SIGNATURE = 0;
    private static final int EXPIRED = 1;

    private final SimCluster cluster;
    private final SplittableRandom chance;
    private final long pause;
    private final Signer signer;
    private final AccountId account;
    private final Hash chainId;
    private final long[] next = new long[LANES];
    private boolean stopped;

    SimRogue(SimCluster cluster, int index, long seed, long pause) {
        this.cluster = cluster;
        this.chance = new SplittableRandom(seed);
        this.chainId = GenesisCodec.chainId(cluster.genesis());
        this.pause = pause;
        this.signer = cluster.crypto().account(index);
        this.account = SimClient.accountId(signer);
    }

    void begin() {
        cluster.scheduler().after(1 + chance.nextLong(pause), this::act);
    }

    void stop() {
        stopped = true;
    }

    private void act() {
        if (stopped) {
            return;
        }
        List<SimMachine> running = cluster.running();
        int lane = chance.nextInt(LANES);
        long sequence = Math.max(0, next[lane] + chance.nextInt(5) - 1);
        int trick = chance.nextInt(8);
        for (int copies = 1 + chance.nextInt(2); copies > 0 && !running.isEmpty(); copies--) {
            submit(running.get(chance.nextInt(running.size())), make(lane, sequence, trick), lane, trick);
        }
        begin();
    }

    private SignedTransaction make(int lane, long sequence, int trick) {
        long now = SimClock.EPOCH_MS + cluster.scheduler().now() / 1_000_000;
        Bytes call = TokenCalls.issue("ROGUE", account, 1 + chance.nextLong(1000));
        Transaction body = new Transaction(
                chainId,
                account,
                lane,
                sequence,
                trick == EXPIRED ? now + chance.nextLong(2_000) : now + 600_000,
                TokenContract.ID,
                call,
                100_000,
                List.of());
        SignedTransaction good = TransactionCodec.sign(body, List.of(signer));
        if (trick != BAD_SIGNATURE) {
            return good;
        }
        byte[] spoilt = good.witnesses().get(0).signature().toArray();
        spoilt[chance.nextInt(spoilt.length)] ^= 1;
        return new SignedTransaction(body, List.of(new Witness(signer.publicKey(), Bytes.wrap(spoilt))));
    }

    private void submit(SimMachine machine, SignedTransaction transaction, int lane, int trick) {
        SimRuntime life = machine.runtime();
        life.enter(
                SimTrace.Kind.SUBMIT,
                transaction.body().sequence(),
                () -> machine.ledger().submit(transaction).whenComplete((result, fault) -> {
                    if (life.isAlive()) {
                        answered(machine.number(), transaction, lane, trick, result);
                    }
                }));
    }

    private void answered(int machine, SignedTransaction transaction, int lane, int trick, SubmitResult result) {
        long sequence = transaction.body().sequence();
        if (result instanceof SubmitResult.Final ended) {
            if (trick == BAD_SIGNATURE) {
                cluster.checks().violation("SAFETY: n" + machine + " made a wrongly signed transaction final");
            }
            cluster.checks().acknowledged(machine, ended.receipt());
            next[lane] = Math.max(next[lane], sequence + 1);
        } else if (result instanceof SubmitResult.Refused refused
                && refused.refusal().reason() == Refusal.Reason.SEQUENCE_USED) {
            next[lane] = Math.max(next[lane], sequence + 1);
        }
    }
}

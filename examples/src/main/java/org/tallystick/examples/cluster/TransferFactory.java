package org.tallystick.examples.cluster;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Transaction;

/** Makes and signs the transactions of the load. Safe for use by several threads. */
final class TransferFactory {
    static final String SYMBOL = "LOAD";

    private static final long RESOURCE_LIMIT = 100_000;

    private final Hash chainId;
    private final Hash asset;
    private final long lifetimeMillis;
    private final Bytes memo;
    private final AtomicLong numbers = new AtomicLong();

    /** For the asset that the treasury issues, with at least so many bytes of call data in each transfer. */
    TransferFactory(Hash chainId, AccountId treasury, long lifetimeMillis, int payload) {
        this.chainId = chainId;
        this.asset = TokenContract.assetId(treasury, SYMBOL);
        this.lifetimeMillis = lifetimeMillis;
        int withoutMemo = TokenCalls.transfer(asset, treasury, 1).size();
        this.memo = Bytes.wrap(new byte[Math.max(0, payload - withoutMemo)]);
    }

    Hash asset() {
        return asset;
    }

    /** A transfer from a slot's account, with its next sequence number. */
    Transfer transfer(Slot from, LoadAccount to, long amount) {
        return make(from, to, amount, TokenCalls.transfer(asset, to.id(), amount, memo));
    }

    /** A transfer that was refused for the time being and whose sequence number is still free, to be wanted anew. */
    Transfer again(Transfer refused) {
        return new Transfer(
                numbers.incrementAndGet(),
                refused.id(),
                refused.encoded(),
                refused.slot(),
                refused.to(),
                refused.amount(),
                refused.validUntil());
    }

    /** Whether a transfer may be wanted anew: not when its time is half over. */
    boolean isFresh(Transfer transfer) {
        return transfer.validUntil() - System.currentTimeMillis() > lifetimeMillis / 2;
    }

    /** An issue by the treasury. */
    Transfer issue(Slot treasury, LoadAccount to, long amount) {
        return make(treasury, to, amount, TokenCalls.issue(SYMBOL, to.id(), amount));
    }

    private Transfer make(Slot slot, LoadAccount to, long amount, Bytes call) {
        long validUntil = System.currentTimeMillis() + lifetimeMillis;
        Transaction body = new Transaction(
                chainId,
                slot.account().id(),
                slot.lane(),
                slot.nextSequence(),
                validUntil,
                TokenContract.ID,
                call,
                RESOURCE_LIMIT,
                List.of());
        EncodedTransaction encoded = TransactionCodec.encode(
                TransactionCodec.sign(body, List.of(slot.account().key())));
        return new Transfer(
                numbers.incrementAndGet(),
                encoded.id(),
                encoded.bytes().toArray(),
                slot,
                to.index(),
                amount,
                validUntil);
    }
}

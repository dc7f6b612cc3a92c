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
    /** Bytes of call data in each transfer. */
    static final int CALL_BYTES = 256;

    static final String SYMBOL = "LOAD";

    private static final long RESOURCE_LIMIT = 100_000;

    private final Hash chainId;
    private final Hash asset;
    private final long lifetimeMillis;
    private final Bytes memo;
    private final AtomicLong numbers = new AtomicLong();

    /** For the asset that the treasury issues. */
    TransferFactory(Hash chainId, AccountId treasury, long lifetimeMillis) {
        this.chainId = chainId;
        this.asset = TokenContract.assetId(treasury, SYMBOL);
        this.lifetimeMillis = lifetimeMillis;
        int withoutMemo = TokenCalls.transfer(asset, treasury, 1).size();
        this.memo = Bytes.wrap(new byte[CALL_BYTES - withoutMemo]);
    }

    Hash asset() {
        return asset;
    }

    /** A transfer from a slot's account, with its next sequence number. */
    Transfer transfer(Slot from, LoadAccount to, long amount) {
        return make(from, to, amount, TokenCalls.transfer(asset, to.id(), amount, memo));
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

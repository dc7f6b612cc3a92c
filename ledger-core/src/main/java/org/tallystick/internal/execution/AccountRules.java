package org.tallystick.internal.execution;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.AccountRecord;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;

/**
 * Whether a transaction may stand at a place in the chain: its time, its lane, its sequence number, its signers. The
 * signatures themselves need no state and are checked elsewhere. Stateless, safe for use by several threads.
 */
public final class AccountRules {
    /** Why a transaction may not be included, with the numbers that show it. */
    public sealed interface Violation {
        /** For people. */
        String message();

        /** Its time is over. */
        record Expired(String message) implements Violation {}

        /** Its valid-until time is too far ahead. */
        record ValidTooLong(String message) implements Violation {}

        /** Its lane is beyond the limit. */
        record LaneTooHigh(String message) implements Violation {}

        /** It asks for too many resources. */
        record ResourceLimit(String message) implements Violation {}

        /** Its sequence number is used. */
        record SequenceUsed(String message) implements Violation {}

        /** Its sequence number is not next yet. */
        record SequenceGap(String message, long expected) implements Violation {}

        /** The block has used all the resources it may. */
        record BlockFull(String message) implements Violation {}

        /** It is signed by the wrong keys. */
        record WrongSigners(String message) implements Violation {}
    }

    private final Supplier<Parameters> settings;

    /** With fixed settings. */
    public AccountRules(Parameters parameters) {
        this(() -> parameters);
    }

    /** With the settings in force at the time of each check. */
    public AccountRules(Supplier<Parameters> settings) {
        this.settings = settings;
    }

    /**
     * Checks a transaction against a state. Of several violations the one is told that time heals least: a
     * {@link Violation.SequenceGap} is found only in what is right otherwise.
     *
     * @param time the block's timestamp, or the present for a block to come
     * @return empty when it may be next
     */
    public Optional<Violation> check(SignedTransaction transaction, StateReads state, long time) {
        Transaction body = transaction.body();
        Violation found = checkLimits(body, time);
        if (found == null) {
            found = checkSequence(body, nextSequence(state, body.sender(), body.lane()));
        }
        if (found == null || found instanceof Violation.SequenceGap) {
            // A gap may close, so a stranger's signature counts more: who has no right to a number must not hold it.
            Violation signers = checkSigners(transaction, state);
            found = signers == null ? found : signers;
        }
        return Optional.ofNullable(found);
    }

    private Violation checkLimits(Transaction body, long time) {
        Parameters parameters = settings.get();
        if (body.validUntil() < time) {
            return new Violation.Expired("valid until " + body.validUntil() + ", but it is " + time);
        }
        if (body.validUntil() - time > parameters.maxTransactionLifetimeMs()) {
            return new Violation.ValidTooLong("valid for " + (body.validUntil() - time) + " ms, at most "
                    + parameters.maxTransactionLifetimeMs());
        }
        if (body.lane() >= parameters.maxLanes()) {
            return new Violation.LaneTooHigh("lane " + body.lane() + ", at most " + (parameters.maxLanes() - 1));
        }
        if (body.resourceLimit() > parameters.maxResourceLimit()) {
            return new Violation.ResourceLimit(
                    "asks for " + body.resourceLimit() + " units, at most " + parameters.maxResourceLimit());
        }
        return null;
    }

    private static Violation checkSequence(Transaction body, long expected) {
        if (body.sequence() < expected) {
            return new Violation.SequenceUsed(
                    "sequence " + body.sequence() + " of lane " + body.lane() + " is used; the next is " + expected);
        }
        if (body.sequence() > expected) {
            return new Violation.SequenceGap(
                    "sequence " + body.sequence() + " of lane " + body.lane() + " is early; the next is " + expected,
                    expected);
        }
        return null;
    }

    private static Violation checkSigners(SignedTransaction transaction, StateReads state) {
        AccountId sender = transaction.body().sender();
        List<PublicKey> signers =
                transaction.witnesses().stream().map(Witness::key).toList();
        Bytes stored = state.get(HashedKey.of(StateKey.account(sender)));
        if (stored == null) {
            boolean own =
                    signers.size() == 1 && AccountCodec.idOf(signers.get(0)).equals(sender);
            return own ? null : new Violation.WrongSigners("account " + sender + " is not of the key that signed");
        }
        AccountRecord account = decode(stored);
        if (!account.keys().containsAll(signers)) {
            return new Violation.WrongSigners("signed with a key that account " + sender + " does not have");
        }
        return signers.size() >= account.threshold()
                ? null
                : new Violation.WrongSigners(
                        signers.size() + " of the " + account.threshold() + " signatures that the account asks for");
    }

    private static AccountRecord decode(Bytes stored) {
        try {
            return AccountCodec.decode(stored);
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds an account that cannot be read", e);
        }
    }

    /** The sequence number that a lane expects. */
    public static long nextSequence(StateReads state, AccountId account, int lane) {
        Bytes stored = state.get(HashedKey.of(StateKey.lane(account, lane)));
        if (stored == null) {
            return 0;
        }
        try {
            return CanonicalReader.of(stored).u64("sequence");
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds a sequence number that cannot be read", e);
        }
    }

    static Bytes encodeSequence(long sequence) {
        return new CanonicalWriter(8).u64(sequence).toBytes();
    }
}

package org.tallystick.contract.token;

import java.util.Objects;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractEvent;
import org.tallystick.model.Hash;

/** What the token contract announces. */
public sealed interface TokenEvent {
    /** The name of {@link Issued} in a {@link ContractEvent}. */
    String ISSUED = "issued";

    /** The name of {@link Transferred} in a {@link ContractEvent}. */
    String TRANSFERRED = "transferred";

    /**
     * An amount was created.
     *
     * @param asset what
     * @param to who received it
     * @param amount how much, positive
     * @param supply the asset's supply thereafter
     */
    record Issued(Hash asset, AccountId to, long amount, long supply) implements TokenEvent {
        /** Checks the bounds. */
        public Issued {
            Objects.requireNonNull(asset, "asset");
            Objects.requireNonNull(to, "to");
            TokenRules.requirePositive(amount);
            TokenRules.requirePositive(supply);
        }

        Bytes encode() {
            return new CanonicalWriter(80)
                    .hash(asset)
                    .hash(to.hash())
                    .u64(amount)
                    .u64(supply)
                    .toBytes();
        }
    }

    /**
     * An amount changed hands.
     *
     * @param asset what
     * @param from who gave it
     * @param to who received it
     * @param amount how much, positive
     */
    record Transferred(Hash asset, AccountId from, AccountId to, long amount) implements TokenEvent {
        /** Checks the bounds. */
        public Transferred {
            Objects.requireNonNull(asset, "asset");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
            TokenRules.requirePositive(amount);
        }

        Bytes encode() {
            return new CanonicalWriter(104)
                    .hash(asset)
                    .hash(from.hash())
                    .hash(to.hash())
                    .u64(amount)
                    .toBytes();
        }
    }

    /**
     * Reads an event of this contract.
     *
     * @throws MalformedException when it is another contract's, or not of a known name and form
     */
    static TokenEvent decode(ContractEvent event) throws MalformedException {
        if (!event.contract().equals(TokenContract.ID)) {
            throw new MalformedException("an event of " + event.contract() + " is none of " + TokenContract.ID);
        }
        CanonicalReader in = CanonicalReader.of(event.data());
        try {
            TokenEvent decoded = read(event.name(), in);
            in.end("event " + event.name());
            return decoded;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("event " + event.name() + ": " + e.getMessage(), e);
        }
    }

    private static TokenEvent read(String name, CanonicalReader in) throws MalformedException {
        return switch (name) {
            case ISSUED ->
                new Issued(in.hash("asset"), new AccountId(in.hash("receiver")), in.u64("amount"), in.u64("supply"));
            case TRANSFERRED ->
                new Transferred(
                        in.hash("asset"),
                        new AccountId(in.hash("giver")),
                        new AccountId(in.hash("receiver")),
                        in.u64("amount"));
            default -> throw new MalformedException("the token contract has no event called " + name);
        };
    }
}

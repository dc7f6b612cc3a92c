package org.tallystick.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.StateKeys;
import org.tallystick.contract.CallContext;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractEvent;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Receipt;

/** The context of one call: metered access to the contract's own part of the state. For one thread and one call. */
final class Call implements CallContext {
    private final EncodedTransaction transaction;
    private final ContractId contract;
    private final BlockState parent;
    private final long timestamp;
    private final Overlay state;
    private final SignatureVerifier verifier;
    private final ResourceMeter meter;
    private final StateKeys.Hasher keys;
    private final List<ContractEvent> events = new ArrayList<>();
    private HashedKey last; // what a contract writes it has mostly just read
    private RuntimeException trouble; // of this node's store or verifier, not of the contract

    Call(
            EncodedTransaction transaction,
            BlockState parent,
            long timestamp,
            Overlay state,
            ResourceMeter meter,
            SignatureVerifier verifier,
            StateKeys.Hasher keys) {
        this.keys = keys;
        this.transaction = transaction;
        this.contract = transaction.transaction().body().contract();
        this.parent = parent;
        this.verifier = verifier;
        this.timestamp = timestamp;
        this.state = state;
        this.meter = meter;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
        HashedKey hashed = hashed(key);
        Bytes value;
        try {
            value = state.get(hashed);
        } catch (RuntimeException e) {
            throw troubled(e);
        }
        meter.read(key.size() + (value == null ? 0 : value.size()));
        return Optional.ofNullable(value);
    }

    @Override
    public void put(Bytes key, Bytes value) {
        Objects.requireNonNull(value, "value");
        if (value.size() > MAX_VALUE) {
            throw new IllegalArgumentException("a state value has at most 65536 bytes, not " + value.size());
        }
        meter.write(key.size() + value.size());
        state.put(hashed(key), value.compact()); // it may be a part of the call, which nobody needs for as long
    }

    @Override
    public void delete(Bytes key) {
        meter.write(key.size());
        state.delete(hashed(key));
    }

    @Override
    public void emit(String name, Bytes data) {
        if (events.size() == Receipt.MAX_EVENTS) {
            throw new IllegalStateException("a call announces at most 64 events");
        }
        meter.event(data.size());
        events.add(new ContractEvent(contract, name, data));
    }

    private HashedKey hashed(Bytes key) {
        if (key.size() == 0 || key.size() > MAX_KEY) {
            throw new IllegalArgumentException("a state key has 1 to 256 bytes, not " + key.size());
        }
        if (last == null || !last.key().key().equals(key)) {
            last = HashedKey.of(StateKey.of(contract, key), keys);
        }
        return last;
    }

    @Override
    public AccountId sender() {
        return transaction.transaction().body().sender();
    }

    @Override
    public Hash transactionId() {
        return transaction.id();
    }

    @Override
    public long height() {
        return parent.height() + 1;
    }

    @Override
    public Hash chainId() {
        return parent.header().chainId();
    }

    @Override
    public Optional<Hash> blockHash(long height) {
        meter.read(Hash.SIZE);
        boolean within = height >= 0 && height >= height() - MAX_LOOK_BACK && height < height();
        try {
            return within ? Optional.of(parent.hashAt(height)) : Optional.empty();
        } catch (RuntimeException e) {
            throw troubled(e);
        }
    }

    private RuntimeException troubled(RuntimeException e) {
        trouble = trouble == null ? e : trouble;
        return e;
    }

    /**
     * Does nothing when all that was read could be read, and all signatures could be checked. Otherwise the call has no
     * outcome, whatever the contract made of it: other nodes can, so this one must stop rather than guess.
     */
    void requireNoTrouble() {
        if (trouble != null) {
            throw trouble;
        }
    }

    @Override
    public boolean verify(PublicKey key, Bytes message, Bytes signature) {
        Objects.requireNonNull(key, "key"); // the contract's own mistakes are the same everywhere
        Objects.requireNonNull(signature, "signature");
        meter.verification(message.size());
        try {
            return verifier.verify(key, message.toArray(), signature);
        } catch (RuntimeException e) {
            throw troubled(e);
        }
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public List<Hash> attachments() {
        return transaction.transaction().body().attachments();
    }

    List<ContractEvent> events() {
        return events;
    }
}

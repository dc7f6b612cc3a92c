package org.tallystick.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.contract.StateReader;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractEvent;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;

/**
 * Runs one contract on a state in memory, without a ledger. As on a ledger, a call that does not return normally changes
 * nothing. Each call is a transaction and a block of its own, one second after the one before. For one thread.
 *
 * @param <C> the type of the contract's decoded calls
 */
public final class ContractBench<C> {
    private final Contract<C> contract;
    private SortedMap<Bytes, Bytes> state = new TreeMap<>();
    private long height;

    /** The chain's id. */
    public static final Hash CHAIN = Sha256.hash(Bytes.utf8("chain"));

    /** The hash of the block at a height. */
    public static Hash hashOf(long height) {
        return Sha256.hash(Bytes.utf8("block " + height));
    }

    /** The height of the next call. */
    public long nextHeight() {
        return height + 1;
    }

    /** Lets blocks pass in which nothing happens here. */
    public void skip(long blocks) {
        height += blocks;
    }

    /** With an empty state. */
    public ContractBench(Contract<C> contract) {
        this.contract = contract;
    }

    /**
     * What a call did.
     *
     * @param result what the contract answered
     * @param events what it announced
     */
    public record Done(Bytes result, List<ContractEvent> events) {}

    /** Executes a call; its changes stay when it returns normally. */
    public Done call(AccountId sender, Bytes call) throws ContractRefusal {
        height++;
        C decoded = contract.decode(call);
        Execution execution = new Execution(sender);
        Bytes result = contract.execute(decoded, execution);
        state = execution.changed;
        return new Done(result, List.copyOf(execution.events));
    }

    /** Answers a query. */
    public Bytes query(Bytes request) throws ContractRefusal {
        StateReader reader = key -> Optional.ofNullable(state.get(key));
        return contract.query(request, reader);
    }

    /** A copy of the state. */
    public SortedMap<Bytes, Bytes> state() {
        return new TreeMap<>(state);
    }

    /** Sets the state aside from any call. */
    public void replaceState(Map<Bytes, Bytes> replacement) {
        state = new TreeMap<>(replacement);
    }

    private final class Execution implements CallContext {
        private final SortedMap<Bytes, Bytes> changed = new TreeMap<>(state);
        private final List<ContractEvent> events = new ArrayList<>();
        private final AccountId sender;

        Execution(AccountId sender) {
            this.sender = sender;
        }

        @Override
        public AccountId sender() {
            return sender;
        }

        @Override
        public Hash transactionId() {
            return Sha256.hash(Bytes.utf8("transaction " + height));
        }

        @Override
        public long height() {
            return height;
        }

        @Override
        public long timestamp() {
            return 1_700_000_000_000L + 1_000 * height;
        }

        @Override
        public Hash chainId() {
            return CHAIN;
        }

        @Override
        public Optional<Hash> blockHash(long at) {
            return at >= 0 && at >= height - MAX_LOOK_BACK && at < height ? Optional.of(hashOf(at)) : Optional.empty();
        }

        @Override
        public boolean verify(PublicKey key, Bytes message, Bytes signature) {
            return new MockVerifier().verify(key, message.toArray(), signature);
        }

        @Override
        public List<Hash> attachments() {
            return List.of();
        }

        @Override
        public Optional<Bytes> get(Bytes key) {
            return Optional.ofNullable(changed.get(key));
        }

        @Override
        public void put(Bytes key, Bytes value) {
            if (key.size() > MAX_KEY || value.size() > MAX_VALUE) {
                throw new IllegalArgumentException("key of " + key.size() + " or value of " + value.size() + " bytes");
            }
            changed.put(key, value);
        }

        @Override
        public void delete(Bytes key) {
            changed.remove(key);
        }

        @Override
        public void emit(String name, Bytes data) {
            events.add(new ContractEvent(contract.id(), name, data));
        }
    }
}

package org.tallystick.model;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How a ledger begins. The hash of its canonical binary form is the chain id.
 *
 * @param network a name for people, 1 to 64 bytes of UTF-8
 * @param timestamp the genesis block's, in milliseconds since 1970-01-01T00:00Z
 * @param engine the consensus engine's name
 * @param validators the first epoch's validators
 * @param openNetwork whether any node may connect; otherwise only the validators' nodes and {@code nodes}
 * @param nodes nodes admitted beside the validators' own
 * @param parameters the first settings
 * @param contracts the contracts that every node must have, in ascending order, none twice
 * @param accounts accounts that exist from the start with keys of their own, in ascending order of their id
 * @param governance who may change validators and parameters; empty when nobody ever may
 */
public record Genesis(
        String network,
        long timestamp,
        String engine,
        ValidatorSet validators,
        boolean openNetwork,
        List<NodeId> nodes,
        Parameters parameters,
        List<ContractRef> contracts,
        List<GenesisAccount> accounts,
        Optional<Governance> governance) {
    /** The contract that a ledger with a governance lists, and no other does. */
    public static final ContractId GOVERNANCE_CONTRACT = new ContractId("governance");

    /** The most nodes admitted beside the validators' own. */
    public static final int MAX_NODES = 10_000;

    /** The most contracts. */
    public static final int MAX_CONTRACTS = 1_000;

    /** The most accounts with keys of their own from the start. */
    public static final int MAX_ACCOUNTS = 10_000;

    /** An account of the first state. */
    public record GenesisAccount(AccountId id, AccountRecord record) {
        /** Refuses null. */
        public GenesisAccount {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(record, "record");
        }
    }

    /** A genesis whose validators and parameters never change. */
    public Genesis(
            String network,
            long timestamp,
            String engine,
            ValidatorSet validators,
            boolean openNetwork,
            List<NodeId> nodes,
            Parameters parameters,
            List<ContractRef> contracts,
            List<GenesisAccount> accounts) {
        this(
                network,
                timestamp,
                engine,
                validators,
                openNetwork,
                nodes,
                parameters,
                contracts,
                accounts,
                Optional.empty());
    }

    /** Checks order and bounds, and copies the lists. */
    public Genesis {
        Objects.requireNonNull(validators, "validators");
        Objects.requireNonNull(parameters, "parameters");
        nodes = List.copyOf(nodes);
        contracts = List.copyOf(contracts);
        accounts = List.copyOf(accounts);
        Texts.requireUtf8(network, 1, 64, "the network's name");
        if (timestamp < 0) {
            throw new IllegalArgumentException("the genesis timestamp must not be negative");
        }
        if (!engine.matches("[a-z][a-z0-9-]{0,31}")) {
            throw new IllegalArgumentException("an engine's name is at most 32 of a-z, 0-9 and '-': " + engine);
        }
        if (validators.epoch() != 0) {
            throw new IllegalArgumentException("the first epoch is 0, not " + validators.epoch());
        }
        requireAtMost(MAX_NODES, nodes, "nodes");
        requireAtMost(MAX_CONTRACTS, contracts, "contracts");
        requireAtMost(MAX_ACCOUNTS, accounts, "accounts");
        requireUnique(nodes, "nodes");
        requireUnique(contracts.stream().map(ContractRef::id).toList(), "contracts");
        requireUnique(accounts.stream().map(GenesisAccount::id).toList(), "accounts");
        boolean listed = contracts.stream().anyMatch(contract -> contract.id().equals(GOVERNANCE_CONTRACT));
        if (listed != governance.isPresent()) {
            throw new IllegalArgumentException(
                    "a genesis names its governors and lists the contract governance, or does"
                            + " neither; this one does the " + (listed ? "second" : "first") + " only");
        }
    }

    private static void requireAtMost(int max, List<?> list, String what) {
        if (list.size() > max) {
            throw new IllegalArgumentException("a genesis has at most " + max + " " + what + ", not " + list.size());
        }
    }

    private static <T extends Comparable<T>> void requireUnique(List<T> list, String what) {
        Set<T> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            if (!seen.add(list.get(i)) || (i > 0 && list.get(i - 1).compareTo(list.get(i)) > 0)) {
                throw new IllegalArgumentException(
                        "the " + what + " of a genesis stand in ascending order, none twice");
            }
        }
    }

    /** The validators and parameters of the first epoch. */
    public LedgerConfig config() {
        return new LedgerConfig(validators, parameters);
    }

    /** Whether the ledger lets a node connect from the start. */
    public boolean admits(NodeId node) {
        return openNetwork || nodes.contains(node) || validators.indexOf(node).isPresent();
    }
}

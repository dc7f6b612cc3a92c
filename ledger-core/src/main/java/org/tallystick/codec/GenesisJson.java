package org.tallystick.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tallystick.model.AccountId;
import org.tallystick.model.AccountRecord;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Genesis.GenesisAccount;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;

/**
 * The form of a genesis that people write and compare: a JSON text in which every setting is spelt out. Its layout is in
 * {@code ledger-core/docs/formats.md}. The text is not hashed, {@link GenesisCodec}'s encoding is; so white space and the
 * order of names do not matter, nor does the order of nodes, contracts, accounts, and an account's keys and delegates.
 * The order of the validators does.
 */
public final class GenesisJson {
    /** The most bytes of UTF-8 in a genesis text. */
    public static final int MAX_BYTES = StrictJson.MAX_BYTES;

    private static final int FORMAT = 1;
    /** With governors. */
    private static final int GOVERNED = 2;

    private static final Set<String> GENESIS = names(
            "format",
            "network",
            "timestamp_ms",
            "engine",
            "validators",
            "open_network",
            "nodes",
            "parameters",
            "contracts",
            "accounts");
    private static final Set<String> GOVERNED_GENESIS = with(GENESIS, "governance");
    private static final Set<String> GOVERNANCE = names("governors", "threshold", "recovery_threshold");
    private static final Set<String> GOVERNOR = names("name", "account", "recovery_key");
    private static final Set<String> VALIDATOR = names("name", "key", "node");
    private static final Set<String> CONTRACT = names("id", "version");
    private static final Set<String> ACCOUNT = names("id", "keys", "threshold", "delegates");
    private static final Set<String> PARAMETERS = names(
            "max_block_bytes",
            "max_block_transactions",
            "max_transaction_bytes",
            "max_transaction_lifetime_ms",
            "max_resource_limit",
            "max_lanes",
            "view_timeout_ms",
            "max_view_timeout_ms",
            "heartbeat_ms");
    private static final String SETTINGS = "engine_settings";

    private GenesisJson() {}

    /**
     * Reads a genesis.
     *
     * @throws MalformedException names line, column and path, what was found and what would be right
     */
    public static Genesis parse(String json) throws MalformedException {
        return genesis(StrictJson.parse(json));
    }

    /**
     * Reads a genesis from bytes of UTF-8.
     *
     * @throws MalformedException names line, column and path, what was found and what would be right
     */
    public static Genesis parse(byte[] utf8) throws MalformedException {
        return genesis(StrictJson.parse(utf8));
    }

    /**
     * Writes a genesis, always in the same way.
     *
     * @throws IllegalArgumentException when the text would exceed {@link #MAX_BYTES}, so that it could not be read again
     */
    public static String print(Genesis genesis) {
        return GenesisPrinter.print(genesis);
    }

    private static Genesis genesis(JsonNode root) throws MalformedException {
        JsonNode format = root.members().get("format");
        boolean governed = format != null && format.number(FORMAT, GOVERNED) == GOVERNED;
        Map<String, JsonNode> in = root.object(governed ? GOVERNED_GENESIS : GENESIS);
        ValidatorSet validators = validators(in.get("validators"));
        List<NodeId> nodes = ascending(in.get("nodes"), Genesis.MAX_NODES, node -> new NodeId(key(node)));
        Parameters parameters = parameters(in.get("parameters"));
        List<ContractRef> contracts = contracts(in.get("contracts"));
        List<GenesisAccount> accounts = accounts(in.get("accounts"));
        String network = in.get("network").text();
        long timestamp = in.get("timestamp_ms").number(0, Long.MAX_VALUE);
        String engine = in.get("engine").text();
        boolean open = in.get("open_network").truth();
        Optional<Governance> governance = governed ? Optional.of(governance(in.get("governance"))) : Optional.empty();
        return root.make(() -> new Genesis(
                network, timestamp, engine, validators, open, nodes, parameters, contracts, accounts, governance));
    }

    private static Governance governance(JsonNode object) throws MalformedException {
        Map<String, JsonNode> in = object.object(GOVERNANCE);
        List<Governor> governors = new ArrayList<>();
        for (JsonNode item : in.get("governors").list(Governance.MAX_GOVERNORS)) {
            Map<String, JsonNode> one = item.object(GOVERNOR);
            governors.add(item.make(() ->
                    new Governor(one.get("name").text(), account(one.get("account")), key(one.get("recovery_key")))));
        }
        governors.sort((a, b) -> a.account().compareTo(b.account()));
        return object.make(() -> new Governance(
                governors,
                in.get("threshold").natural(),
                in.get("recovery_threshold").natural()));
    }

    private static ValidatorSet validators(JsonNode list) throws MalformedException {
        List<Validator> validators = new ArrayList<>();
        for (JsonNode item : list.list(ValidatorSet.MAX_SIZE)) {
            Map<String, JsonNode> in = item.object(VALIDATOR);
            validators.add(item.make(
                    () -> new Validator(in.get("name").text(), key(in.get("key")), new NodeId(key(in.get("node"))))));
        }
        return list.make(() -> new ValidatorSet(0, validators));
    }

    private static Parameters parameters(JsonNode object) throws MalformedException {
        JsonNode settings = object.members().get(SETTINGS); // optional
        Set<String> known = new LinkedHashSet<>(PARAMETERS);
        if (settings != null) {
            known.add(SETTINGS);
        }
        Map<String, JsonNode> in = object.object(known);
        Parameters parameters = object.make(() -> new Parameters(
                in.get("max_block_bytes").natural(),
                in.get("max_block_transactions").natural(),
                in.get("max_transaction_bytes").natural(),
                in.get("max_transaction_lifetime_ms").number(0, Long.MAX_VALUE),
                in.get("max_resource_limit").number(0, Long.MAX_VALUE),
                in.get("max_lanes").natural(),
                in.get("view_timeout_ms").natural(),
                in.get("max_view_timeout_ms").natural(),
                in.get("heartbeat_ms").natural()));
        return settings == null
                ? parameters
                : settings.make(() -> parameters.withEngineSettings(Bytes.fromHex(settings.text())));
    }

    private static List<ContractRef> contracts(JsonNode list) throws MalformedException {
        List<ContractRef> contracts = new ArrayList<>();
        Set<ContractId> seen = new HashSet<>();
        for (JsonNode item : list.list(Genesis.MAX_CONTRACTS)) {
            Map<String, JsonNode> in = item.object(CONTRACT);
            JsonNode idNode = in.get("id");
            ContractId id = idNode.make(() -> new ContractId(idNode.text()));
            requireNew(seen, id, idNode);
            contracts.add(item.make(() -> new ContractRef(id, in.get("version").natural())));
        }
        contracts.sort((a, b) -> a.id().compareTo(b.id()));
        return contracts;
    }

    private static List<GenesisAccount> accounts(JsonNode list) throws MalformedException {
        List<GenesisAccount> accounts = new ArrayList<>();
        Set<AccountId> seen = new HashSet<>();
        for (JsonNode item : list.list(Genesis.MAX_ACCOUNTS)) {
            Map<String, JsonNode> in = item.object(ACCOUNT);
            AccountId id = account(in.get("id"));
            requireNew(seen, id, in.get("id"));
            List<PublicKey> keys = ascending(in.get("keys"), AccountRecord.MAX_KEYS, GenesisJson::key);
            int threshold = in.get("threshold").natural();
            List<AccountId> delegates =
                    ascending(in.get("delegates"), AccountRecord.MAX_DELEGATES, GenesisJson::account);
            accounts.add(item.make(() -> new GenesisAccount(id, new AccountRecord(keys, threshold, delegates))));
        }
        accounts.sort((a, b) -> a.id().compareTo(b.id()));
        return accounts;
    }

    private static PublicKey key(JsonNode node) throws MalformedException {
        String text = node.text();
        try {
            return PublicKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw node.expected("a key \"ed25519:<64 hexadecimal digits>\"");
        }
    }

    private static AccountId account(JsonNode node) throws MalformedException {
        String text = node.text();
        try {
            return AccountId.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw node.expected("an account id of 64 hexadecimal digits");
        }
    }

    /** Reads one item of a list. */
    private interface ItemReader<T> {
        T read(JsonNode item) throws MalformedException;
    }

    private static <T extends Comparable<T>> List<T> ascending(JsonNode list, int max, ItemReader<T> reader)
            throws MalformedException {
        List<T> out = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        for (JsonNode item : list.list(max)) {
            T value = reader.read(item);
            requireNew(seen, value, item);
            out.add(value);
        }
        out.sort(null);
        return out;
    }

    private static <T> void requireNew(Set<T> seen, T value, JsonNode node) throws MalformedException {
        if (!seen.add(value)) {
            throw node.error(value + " stands in this list a second time");
        }
    }

    private static Set<String> with(Set<String> names, String one) {
        Set<String> more = new LinkedHashSet<>(names);
        more.add(one);
        return more;
    }

    private static Set<String> names(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }
}

package org.tallystick.codec;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Genesis.GenesisAccount;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;

/** Writes the JSON form of a genesis, one line a validator, node, parameter, contract and account. */
final class GenesisPrinter {
    private GenesisPrinter() {}

    static String print(Genesis genesis) {
        String text = "{\n"
                + "  \"format\": " + (genesis.governance().isPresent() ? 2 : 1) + ",\n"
                + "  \"network\": " + quote(genesis.network()) + ",\n"
                + "  \"timestamp_ms\": " + genesis.timestamp() + ",\n"
                + "  \"engine\": " + quote(genesis.engine()) + ",\n"
                + "  \"validators\": " + lines(genesis.validators().validators(), GenesisPrinter::validator) + ",\n"
                + "  \"open_network\": " + genesis.openNetwork() + ",\n"
                + "  \"nodes\": " + lines(genesis.nodes(), GenesisPrinter::quote) + ",\n"
                + "  \"parameters\": " + parameters(genesis.parameters()) + ",\n"
                + "  \"contracts\": " + lines(genesis.contracts(), GenesisPrinter::contract) + ",\n"
                + "  \"accounts\": " + lines(genesis.accounts(), GenesisPrinter::account)
                + genesis.governance().map(GenesisPrinter::governance).orElse("") + "\n"
                + "}\n";
        int size = Bytes.utf8(text).size();
        if (size > GenesisJson.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a genesis text has at most " + GenesisJson.MAX_BYTES + " bytes, and this one would have " + size);
        }
        return text;
    }

    private static String validator(Validator validator) {
        return "{\"name\": " + quote(validator.name()) + ", \"key\": " + quote(validator.key()) + ", \"node\": "
                + quote(validator.node()) + "}";
    }

    private static String governance(Governance governance) {
        return ",\n  \"governance\": {\"governors\": " + lines(governance.governors(), GenesisPrinter::governor)
                + ", \"threshold\": " + governance.threshold() + ", \"recovery_threshold\": "
                + governance.recoveryThreshold() + "}";
    }

    private static String governor(Governor governor) {
        return "{\"name\": " + quote(governor.name()) + ", \"account\": " + quote(governor.account())
                + ", \"recovery_key\": " + quote(governor.recoveryKey()) + "}";
    }

    private static String contract(ContractRef contract) {
        return "{\"id\": " + quote(contract.id()) + ", \"version\": " + contract.version() + "}";
    }

    private static String account(GenesisAccount account) {
        return "{\"id\": " + quote(account.id()) + ", \"keys\": "
                + row(account.record().keys()) + ", \"threshold\": "
                + account.record().threshold() + ", \"delegates\": "
                + row(account.record().delegates()) + "}";
    }

    private static String parameters(Parameters parameters) {
        return "{\n"
                + "    \"max_block_bytes\": " + parameters.maxBlockBytes() + ",\n"
                + "    \"max_block_transactions\": " + parameters.maxBlockTransactions() + ",\n"
                + "    \"max_transaction_bytes\": " + parameters.maxTransactionBytes() + ",\n"
                + "    \"max_transaction_lifetime_ms\": " + parameters.maxTransactionLifetimeMs() + ",\n"
                + "    \"max_resource_limit\": " + parameters.maxResourceLimit() + ",\n"
                + "    \"max_lanes\": " + parameters.maxLanes() + ",\n"
                + "    \"view_timeout_ms\": " + parameters.viewTimeoutMs() + ",\n"
                + "    \"max_view_timeout_ms\": " + parameters.maxViewTimeoutMs() + ",\n"
                + "    \"heartbeat_ms\": " + parameters.heartbeatMs() + settings(parameters.engineSettings()) + "\n"
                + "  }";
    }

    private static String settings(Bytes settings) {
        return settings.size() == 0 ? "" : ",\n    \"engine_settings\": " + quote(settings.toHex());
    }

    private static <T> String lines(List<T> items, Function<T, String> print) {
        if (items.isEmpty()) {
            return "[]";
        }
        return "[\n    " + String.join(",\n    ", items.stream().map(print).toList()) + "\n  ]";
    }

    private static String row(List<?> items) {
        return "[" + String.join(", ", items.stream().map(GenesisPrinter::quote).toList()) + "]";
    }

    private static String quote(Object value) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : value.toString().toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}

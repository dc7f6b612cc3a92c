package org.tallystick.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.model.AccountId;
import org.tallystick.model.AccountRecord;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Genesis.GenesisAccount;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.testkit.CanonicalForm;
import org.tallystick.testkit.Generators;

class GenesisJsonTest {
    private static final String KEY_1 = "ed25519:" + "1".repeat(64);
    private static final String KEY_2 = "ed25519:" + "2".repeat(64);
    private static final String KEY_3 = "ed25519:" + "3".repeat(64);
    private static final String GOOD = """
            {
              "format": 1,
              "network": "demo",
              "timestamp_ms": 1700000000000,
              "engine": "bft",
              "validators": [
                {"name": "amsterdam", "key": "%1$s", "node": "%2$s"}
              ],
              "open_network": false,
              "nodes": ["%3$s", "%1$s"],
              "parameters": {
                "max_block_bytes": 1048576,
                "max_block_transactions": 2000,
                "max_transaction_bytes": 131072,
                "max_transaction_lifetime_ms": 3600000,
                "max_resource_limit": 1000000,
                "max_lanes": 1024,
                "view_timeout_ms": 1000,
                "max_view_timeout_ms": 10000,
                "heartbeat_ms": 0
              },
              "contracts": [{"id": "token", "version": 1}],
              "accounts": [{"id": "%4$s", "keys": ["%3$s", "%2$s"], "threshold": 2, "delegates": []}]
            }
            """.formatted(KEY_1, KEY_2, KEY_3, "a".repeat(64));

    @Test
    void textComesBackAsTheSameGenesis() throws MalformedException {
        for (long seed = 0; seed < 100; seed++) {
            Genesis genesis = new Generators(seed).genesis();
            String text = GenesisJson.print(genesis);
            assertThat(GenesisJson.parse(text)).isEqualTo(genesis);
            assertThat(GenesisJson.parse(Bytes.utf8(text).toArray())).isEqualTo(genesis);
        }
    }

    @Test
    void exampleInTheSpecificationIsAGenesis() throws IOException, MalformedException {
        String document = Files.readString(Path.of("docs", "formats.md"));
        int start = document.indexOf("```json") + "```json".length();
        Genesis genesis = GenesisJson.parse(document.substring(start, document.indexOf("```", start)));
        assertThat(genesis.parameters()).isEqualTo(Parameters.DEFAULT);
        assertThat(genesis.accounts())
                .allSatisfy(account -> assertThat(
                                AccountCodec.idOf(account.record().keys().get(0)))
                        .isEqualTo(account.id()));
    }

    @Test
    void orderOfListsThatAreSetsDoesNotMatter() throws MalformedException {
        Genesis genesis = GenesisJson.parse(GOOD);
        assertThat(genesis.nodes()).isSorted().hasSize(2);
        assertThat(genesis.accounts().get(0).record().keys()).isSorted().hasSize(2);
        assertThat(GenesisJson.parse(GenesisJson.print(genesis))).isEqualTo(genesis);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format\": 1 | \"format\": 3 | 2:13 at $.format: expected a whole number from 1 to 2, but found 3",
                "\"format\": 1, | | 1:1 at $: \"format\" is missing; needed here:",
                "\"network\": \"demo\" | \"network\": 7 | 3:14 at $.network: expected a text \"…\", but found 7",
                "\"demo\" | \"\" | 1:1 at $: the network's name has 1 to 64 bytes of UTF-8, not 0",
                "1700000000000 | -1 | 4:19 at $.timestamp_ms: expected a whole number from 0 to 9223372036854775807",
                "1700000000000 | 1.5 | 4:19 at $.timestamp_ms: expected a whole number, without leading zeros",
                "1700000000000 | 1e3 | 4:19 at $.timestamp_ms: expected a whole number, without leading zeros",
                "1700000000000 | 007 | 4:19 at $.timestamp_ms: expected a whole number, without leading zeros",
                "1700000000000 | -0 | 4:19 at $.timestamp_ms: expected a whole number, without leading zeros",
                "1700000000000 | 9223372036854775808 | 4:19 at $.timestamp_ms: the number 9223372036854775808 is beyond",
                "1700000000000 | null | 4:19 at $.timestamp_ms: expected a whole number from 0 to 9223372036854775807, but found null",
                "\"bft\" | \"BFT!\" | 1:1 at $: an engine's name",
                "\"node\": | \"nod\": | 7:117 at $.validators[0].nod: unknown name \"nod\"; known here: [name, key, node]",
                "ed25519:1 | ed25519:x | 7:34 at $.validators[0].key: expected a key \"ed25519:<64 hexadecimal digits>\", but found \"ed25519:x11",
                "ed25519:1 | rsa:1 | 7:34 at $.validators[0].key: expected a key",
                "false | 0 | 9:19 at $.open_network: expected true or false, but found 0",
                "false | falsy | 9:19 at $.open_network: expected a value, but found 'f'",
                "2000, | 0, | 11:17 at $.parameters: max_block_transactions must be from 1 to 100000, not 0",
                "1048576 | 4294967296 | 12:24 at $.parameters.max_block_bytes: expected a whole number from 0 to 2147483647, but found 4294967296",
                "\"token\" | \"Token\" | 22:24 at $.contracts[0].id: a contract id is a lower-case letter",
                "\"version\": 1 | \"version\": 0 | 22:17 at $.contracts[0]: a contract's version counts from 1",
                "\"threshold\": 2 | \"threshold\": 3 | 23:16 at $.accounts[0]: threshold must be from 1 to the number of keys",
                "\"delegates\": [] | \"delegates\": [[]] | at $.accounts[0].delegates[0]: expected a text \"…\", but found a list",
                "\"delegates\": [] | \"delegates\": [\"12\"] | expected an account id of 64 hexadecimal digits, but found \"12\"",
                "\"delegates\": [] | \"delegates\": {} | at $.accounts[0].delegates: expected a list […], but found an object",
                "\"delegates\": [] | \"delegates\": [], \"keys\": [] | at $.accounts[0].keys: the name \"keys\" stands here a second time",
                "\"delegates\": [] | \"delegates\": [] , | expected a name \"…\", but found '}'",
                "\"delegates\": [] | \"delegates\": [,] | expected a value, but found ','",
                "\"delegates\": [] | \"delegates\": [\"1\" \"2\"] | expected ',' or ']', but found '\"'",
            })
    void mistakeIsNamedWithItsPlaceAndWhatWouldBeRight(String good, String bad, String message) {
        assertThat(GOOD).contains(good);
        assertRefused(GOOD.replaceFirst(Pattern.quote(good), bad == null ? "" : bad), message);
    }

    @Test
    void mistakesInTheTextItselfAreNamed() {
        assertRefused("", "1:1 at $: expected a value, but found the end of the text");
        assertRefused("[1, 2", "1:6 at $: expected ',' or ']', but found the end of the text");
        assertRefused("[]\n []", "2:2 at $: expected the end of the text after the value, but found '['");
        assertRefused(GOOD + "x", "expected the end of the text after the value, but found 'x'");
        assertRefused("\uFEFF{}", "1:1 at $: a byte order mark");
        assertRefused("{\"a\" 1}", "1:6 at $.a: expected ':' after the name, but found '1'");
        assertRefused("{\"a\": \"b", "1:7 at $.a: the text that starts here has no closing '\"'");
        assertRefused("[\"a\nb\"]", "1:4 at $[0]: a control character inside a text");
        assertRefused("[\"\u0000\"]", "1:3 at $[0]: a control character inside a text");
        assertRefused("[\"a\\x\"]", "1:4 at $[0]: an unknown escape");
        assertRefused("[\"\\u12g4\"]", "1:7 at $[0]: expected four hexadecimal digits after \\u, but found 'g'");
        assertRefused("[\"\\ud83d\"]", "1:2 at $[0]: the text that starts here has half of a surrogate pair");
        assertRefused("[\"\\ude00\\ud83d\"]", "half of a surrogate pair");
        assertRefused("['a']", "1:2 at $[0]: expected a value, but found '''");
        assertRefused("// a remark\n{}", "1:1 at $: expected a value, but found '/'");
        assertRefused("[NaN]", "expected a value, but found 'N'");
        assertRefused("[+1]", "expected a value, but found '+'");
        assertRefused("[01]", "expected a whole number");
        assertRefused("[--1]", "expected a whole number");
    }

    @Test
    void depthAndSizeAreBounded() throws MalformedException {
        StrictJson.parse("[".repeat(16) + "]".repeat(16));
        assertRefused("[".repeat(17) + "]".repeat(17), "more than 16 objects and lists stand inside one another");
        assertRefused("[".repeat(1_000_000), "more than 16 objects and lists stand inside one another");
        String largest = "[" + " ".repeat(GenesisJson.MAX_BYTES - 2) + "]";
        StrictJson.parse(largest);
        assertRefused(largest + " ", "the JSON has more than 4194304 bytes");
        assertRefused("é".repeat(GenesisJson.MAX_BYTES / 2 + 1), "the JSON has more than 4194304 bytes");
    }

    @Test
    void bytesThatAreNotUtf8AreNamed() {
        byte[] bytes = Bytes.utf8("{\n \"é\": \"?\"}").toArray();
        bytes[10] = (byte) 0xC3;
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> GenesisJson.parse(bytes))
                .withMessage("2:8 at $: byte 10 begins no UTF-8 character; the file must be UTF-8");
        byte[] cut = {'"', (byte) 0xE2, (byte) 0x82};
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> GenesisJson.parse(cut))
                .withMessageContaining("begins no UTF-8 character");
    }

    @Test
    void sameEntryTwiceIsRefused() {
        assertRefused(
                GOOD.replace(KEY_3 + "\", \"" + KEY_1, KEY_3 + "\", \"" + KEY_3),
                "10:89 at $.nodes[1]: " + KEY_3 + " stands in this list a second time");
        assertRefused(
                GOOD.replace(
                        "{\"id\": \"token\", \"version\": 1}",
                        "{\"id\": \"token\", \"version\": 1}, {\"id\": \"token\", \"version\": 2}"),
                "at $.contracts[1].id: token stands in this list a second time");
        assertRefused(
                GOOD.replace(KEY_2, KEY_1),
                "at $.validators: validator amsterdam has a key or node that is in this set already");
    }

    @Test
    void noChangeOfATextMakesItFailOtherwiseThanByRefusal() {
        Generators make = new Generators(8);
        Bytes text = Bytes.utf8(GOOD);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = CanonicalForm.mutate(text, make.random()).toArray();
            try {
                Genesis genesis = GenesisJson.parse(changed);
                assertThat(GenesisJson.parse(GenesisJson.print(genesis))).isEqualTo(genesis);
            } catch (MalformedException e) {
                assertThat(e.getMessage()).matches("(?s)[0-9]+:[0-9]+ at \\$.*: .+");
            }
        }
    }

    @Test
    void genesisWhoseTextCouldNotBeReadAgainIsNotPrinted() {
        Generators make = new Generators(9);
        List<GenesisAccount> accounts = new ArrayList<>();
        TreeSet<PublicKey> keys = new TreeSet<>();
        while (keys.size() < AccountRecord.MAX_KEYS) {
            keys.add(make.publicKey());
        }
        AccountRecord record = new AccountRecord(List.copyOf(keys), 1, List.of());
        while (accounts.size() < Genesis.MAX_ACCOUNTS) {
            AccountId id = new AccountId(Hash.of(make.bytes(Hash.SIZE).toArray()));
            accounts.add(new GenesisAccount(id, record));
        }
        accounts.sort(Comparator.comparing(GenesisAccount::id));
        Genesis small = make.genesis();
        Genesis genesis = new Genesis(
                small.network(),
                small.timestamp(),
                small.engine(),
                small.validators(),
                small.openNetwork(),
                small.nodes(),
                small.parameters(),
                small.contracts(),
                accounts);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GenesisJson.print(genesis))
                .withMessageContaining("a genesis text has at most 4194304 bytes");
    }

    private static void assertRefused(String json, String message) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> GenesisJson.parse(json))
                .withMessageContaining(message);
    }
}

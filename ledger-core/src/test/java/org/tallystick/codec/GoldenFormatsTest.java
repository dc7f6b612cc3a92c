package org.tallystick.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.contract.token.TokenCall;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.AccountId;
import org.tallystick.model.AccountRecord;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractEvent;
import org.tallystick.model.ContractId;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Genesis.GenesisAccount;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.Outcome;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Receipt;
import org.tallystick.model.SignatureScheme;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.testkit.ContractBench;

/**
 * Holds every format to bytes that a second implementation of formats.md computed. A failure here means that nodes of
 * this version and of earlier ones no longer understand each other.
 */
class GoldenFormatsTest {
    private static final long TIME = 1_700_000_000_000L;

    private final PrivateKey a = privateKey(0x11);
    private final PrivateKey b = privateKey(0x22);
    private final AccountId accountA = AccountCodec.idOf(a.publicKey());
    private final AccountId accountB = AccountCodec.idOf(b.publicKey());
    private final Hash asset = TokenContract.assetId(accountA, "EUR");
    private final Bytes call = TokenCalls.transfer(asset, accountB, 250, Bytes.utf8("rent"));
    private final Map<String, Bytes> actual = new LinkedHashMap<>();

    @Test
    void everyFormatIsWhatItWas() throws IOException, ContractRefusal {
        header();
        token();
        transaction();
        receipts();
        configuration();
        assertThat(actual).isEqualTo(expected());
    }

    private void header() {
        BlockHeader header = new BlockHeader(
                fill(1),
                7,
                fill(2),
                TIME,
                key(3),
                2,
                fill(4),
                fill(5),
                fill(6),
                fill(7),
                fill(8),
                fill(9),
                Bytes.fromHex("0a0b0c"));
        actual.put("header", HeaderCodec.encode(header));
        actual.put("header.hash", HeaderCodec.hash(header).toBytes());
    }

    private void token() throws ContractRefusal {
        actual.put("account.id", accountA.hash().toBytes());
        actual.put("token.asset.id", asset.toBytes());
        actual.put("token.call.issue", TokenCalls.issue("EUR", accountB, 1000));
        actual.put("token.call.transfer", call);
        actual.put("token.query.balance", TokenQuery.balance(asset, accountB));
        actual.put("token.query.supply", TokenQuery.supply(asset));
        actual.put("token.query.asset", TokenQuery.asset(asset));

        ContractBench<TokenCall> bench = new ContractBench<>(new TokenContract());
        ContractEvent issued = bench.call(accountA, TokenCalls.issue("EUR", accountB, 1000))
                .events()
                .get(0);
        List<Bytes> keys = List.copyOf(bench.state().keySet());
        ContractEvent moved = bench.call(accountB, TokenCalls.transfer(asset, accountA, 250))
                .events()
                .get(0);
        actual.put("token.event." + issued.name(), issued.data());
        actual.put("token.event." + moved.name(), moved.data());
        actual.put("token.state.balance.key", keys.get(0));
        actual.put("token.state.balance.value", bench.state().get(keys.get(0)));
        actual.put("token.state.asset.key", keys.get(1));
        actual.put("token.state.asset.value", bench.state().get(keys.get(1)));
    }

    private void transaction() {
        EncodedTransaction both = signed(5, List.of(fill(0xaa), fill(0xbb)), List.of(b, a));
        EncodedTransaction one = signed(6, List.of(), List.of(a));
        actual.put("transaction", both.bytes());
        actual.put("transaction.id", both.id().toBytes());
        actual.put("transaction.message", Bytes.wrap(TransactionCodec.signingMessage(fill(1), both.id())));
        actual.put("transaction.leaf", both.leaf().toBytes());
        actual.put("block.body", BlockCodec.encodeBody(List.of(both, one)));
        actual.put(
                "block.transactionRoot",
                BlockCodec.transactionRoot(List.of(both, one)).toBytes());
    }

    private EncodedTransaction signed(long sequence, List<Hash> attachments, List<PrivateKey> keys) {
        Transaction body = new Transaction(
                fill(1), accountA, 3, sequence, TIME + 60_000, TokenContract.ID, call, 10_000, attachments);
        SignedTransaction signed = TransactionCodec.sign(body, keys);
        return TransactionCodec.encode(signed);
    }

    private void receipts() {
        Hash id = Hash.of(actual.get("transaction.id").toArray());
        Bytes moved = Bytes.fromHex(asset.toHex() + accountB + accountA + "00000000000000fa");
        List<Receipt> all = List.of(
                new Receipt(
                        id,
                        7,
                        0,
                        new Outcome.Succeeded(asset.toBytes()),
                        120,
                        List.of(new ContractEvent(TokenContract.ID, "transferred", moved))),
                new Receipt(id, 7, 1, new Outcome.Refused("insufficient-balance", "te weinig: 3 €"), 80, List.of()),
                new Receipt(id, 7, 2, new Outcome.Failed(Outcome.Cause.EXCEPTION), 5, List.of()),
                new Receipt(id, 7, 3, new Outcome.Failed(Outcome.Cause.OUT_OF_RESOURCES), 10_000, List.of()),
                new Receipt(id, 7, 4, new Outcome.Failed(Outcome.Cause.UNKNOWN_CONTRACT), 0, List.of()));
        List<String> names = List.of("succeeded", "refused", "exception", "out-of-resources", "unknown-contract");
        for (int i = 0; i < all.size(); i++) {
            actual.put("receipt." + names.get(i), ReceiptCodec.encode(all.get(i)));
        }
        actual.put("receipts", ReceiptCodec.encodeAll(all));
        actual.put("receipts.root", ReceiptCodec.receiptRoot(all).toBytes());
    }

    private void configuration() {
        AccountRecord account = new AccountRecord(
                Stream.of(a.publicKey(), b.publicKey()).sorted().toList(), 2, List.of(new AccountId(fill(0x33))));
        ValidatorSet validators = validators(9);
        actual.put("account", AccountCodec.encode(account));
        actual.put("parameters", ConfigCodec.encode(Parameters.DEFAULT));
        actual.put("validators", ConfigCodec.encode(validators));
        actual.put(
                "config.hash", ConfigCodec.hash(validators, Parameters.DEFAULT).toBytes());
        Genesis genesis = new Genesis(
                "demo",
                TIME,
                "bft",
                validators(0),
                false,
                List.of(new NodeId(key(0x61))),
                Parameters.DEFAULT,
                List.of(new ContractRef(new ContractId("token"), 1)),
                List.of(new GenesisAccount(accountA, account)));
        actual.put("genesis", GenesisCodec.encode(genesis));
        actual.put("genesis.chainId", GenesisCodec.chainId(genesis).toBytes());
    }

    private static ValidatorSet validators(long epoch) {
        return new ValidatorSet(
                epoch,
                List.of(
                        new Validator("amsterdam", key(0x41), new NodeId(key(0x51))),
                        new Validator("Súdwest-Fryslân", key(0x42), new NodeId(key(0x52)))));
    }

    private static Map<String, Bytes> expected() throws IOException {
        Map<String, Bytes> values = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                GoldenFormatsTest.class.getResourceAsStream("/formats/v1.txt"), StandardCharsets.UTF_8))) {
            in.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] parts = line.split(" = ", 2);
                values.put(parts[0], Bytes.fromHex(parts[1]));
            });
        }
        return values;
    }

    private static Hash fill(int value) {
        return Hash.of(filled(value));
    }

    private static PublicKey key(int value) {
        return new PublicKey(SignatureScheme.ED25519, Bytes.wrap(filled(value)));
    }

    private static PrivateKey privateKey(int value) {
        return PrivateKey.fromSeed(filled(value));
    }

    private static byte[] filled(int value) {
        byte[] out = new byte[32];
        Arrays.fill(out, (byte) value);
        return out;
    }
}

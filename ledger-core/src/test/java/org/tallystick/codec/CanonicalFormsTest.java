package org.tallystick.codec;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tallystick.contract.token.TokenCall;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.model.Bytes;
import org.tallystick.testkit.CanonicalForm;
import org.tallystick.testkit.Generators;

/** Every encoding is canonical: it round-trips, and nothing else that a decoder accepts is another form of a value. */
class CanonicalFormsTest {
    private static final int SEEDS = 12;

    @TestFactory
    Stream<DynamicTest> everyEncodingIsCanonical() {
        return Stream.of(
                test("header", new CanonicalForm<>(HeaderCodec::encode, HeaderCodec::decode), Generators::header),
                test(
                        "transaction",
                        new CanonicalForm<>(EncodedTransaction::bytes, TransactionCodec::decode),
                        make -> TransactionCodec.encode(make.signedTransaction())),
                test(
                        "block body",
                        new CanonicalForm<>(BlockCodec::encodeBody, bytes -> BlockCodec.decodeBody(bytes, 10, 1 << 20)),
                        make -> make.list(3, () -> TransactionCodec.encode(make.signedTransaction()))),
                test("receipt", new CanonicalForm<>(ReceiptCodec::encode, ReceiptCodec::decode), Generators::receipt),
                test(
                        "receipts",
                        new CanonicalForm<>(ReceiptCodec::encodeAll, ReceiptCodec::decodeAll),
                        make -> make.list(3, make::receipt)),
                test(
                        "account",
                        new CanonicalForm<>(AccountCodec::encode, AccountCodec::decode),
                        Generators::accountRecord),
                test(
                        "parameters",
                        new CanonicalForm<>(ConfigCodec::encode, ConfigCodec::decodeParameters),
                        Generators::parameters),
                test(
                        "validators",
                        new CanonicalForm<>(ConfigCodec::encode, ConfigCodec::decodeValidators),
                        make -> make.validators(make.between(0, Long.MAX_VALUE), 7)),
                test("genesis", new CanonicalForm<>(GenesisCodec::encode, GenesisCodec::decode), Generators::genesis),
                test(
                        "token call",
                        new CanonicalForm<>(TokenCalls::encode, TokenCalls::decode),
                        CanonicalFormsTest::tokenCall),
                test(
                        "token query",
                        new CanonicalForm<>(TokenQuery::encode, TokenQuery::decode),
                        CanonicalFormsTest::tokenQuery));
    }

    private interface Maker<T> {
        T make(Generators generators);
    }

    private static <T> DynamicTest test(String name, CanonicalForm<T> form, Maker<T> maker) {
        return DynamicTest.dynamicTest(name, () -> {
            for (long seed = 0; seed < SEEDS; seed++) {
                Generators make = new Generators(seed);
                form.check(maker.make(make), make.random());
            }
        });
    }

    private static TokenCall tokenCall(Generators make) {
        long amount = make.between(1, Long.MAX_VALUE);
        if (make.random().nextBoolean()) {
            return new TokenCall.Issue("EUR-" + make.between(0, 999), make.account(), amount);
        }
        Bytes memo = make.bytes(make.between(0, TokenCall.MAX_MEMO));
        return new TokenCall.Transfer(make.hash(), make.account(), amount, memo);
    }

    private static TokenQuery tokenQuery(Generators make) {
        List<Supplier<TokenQuery>> kinds = List.of(
                () -> new TokenQuery.Balance(make.hash(), make.account()),
                () -> new TokenQuery.Supply(make.hash()),
                () -> new TokenQuery.Asset(make.hash()));
        return kinds.get(make.random().nextInt(kinds.size())).get();
    }
}

package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerClosedException;
import org.tallystick.api.LedgerException;
import org.tallystick.api.QueryResult;
import org.tallystick.api.Refusal.Reason;
import org.tallystick.api.SubmitResult;
import org.tallystick.api.Subscription;
import org.tallystick.api.TransactionStatus;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.Outcome;
import org.tallystick.model.Receipt;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.InMemoryStorage;

@Timeout(30)
class SoloNodeTest {
    private static final ContractId TOKEN = new ContractId("token");
    private static final ContractId ODD = new ContractId("odd");

    private final MockSigner alice = MockSigner.numbered(1);
    private final AccountId aliceId = AccountCodec.idOf(alice.publicKey());
    private final AccountId bobId = AccountCodec.idOf(MockSigner.numbered(2).publicKey());
    private final Hash asset = TokenContract.assetId(aliceId, "EUR");
    private final List<Ledger> opened = new ArrayList<>();

    /** A contract whose calls misbehave as they say. */
    private static final class OddContract implements Contract<String> {
        @Override
        public ContractId id() {
            return ODD;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public String decode(Bytes call) throws ContractRefusal {
            if (call.size() == 0) {
                throw new ContractRefusal("empty", "a call says what to do");
            }
            if (call.equals(Bytes.utf8("nested"))) {
                throw new StackOverflowError("too deep to read");
            }
            return call.toUtf8();
        }

        @Override
        public Bytes execute(String call, CallContext context) throws ContractRefusal {
            context.put(Bytes.utf8("touched"), Bytes.utf8(call));
            switch (call) {
                case "refuse" -> throw new ContractRefusal("no", "not today");
                case "throw" -> throw new IllegalStateException("a bug");
                case "overflow" -> throw new StackOverflowError("too deep");
                case "hog" -> {
                    for (int i = 0; ; i++) {
                        try {
                            context.put(Bytes.utf8("k" + i), Bytes.wrap(new byte[1000]));
                        } catch (RuntimeException e) {
                            return Bytes.EMPTY; // pretends that nothing happened
                        }
                    }
                }
                default -> {
                    context.emit("did", Bytes.utf8(call));
                    return Bytes.utf8("ok");
                }
            }
        }
    }

    private Ledger open(SoloLedger solo) {
        Ledger ledger = solo.open();
        opened.add(ledger);
        return ledger;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Ledger::close);
    }

    private SignedTransaction sign(Ledger ledger, long sequence, ContractId contract, Bytes call) {
        return sign(body(ledger, sequence, contract, call, System.currentTimeMillis() + 60_000));
    }

    private SignedTransaction sign(Transaction body) {
        return TransactionCodec.sign(body, List.of(alice));
    }

    private Transaction body(Ledger ledger, long sequence, ContractId contract, Bytes call, long validUntil) {
        return new Transaction(ledger.chainId(), aliceId, 0, sequence, validUntil, contract, call, 100_000, List.of());
    }

    private static Receipt receipt(CompletableFuture<SubmitResult> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS).receiptOrThrow();
    }

    private static Reason reason(CompletableFuture<SubmitResult> future) throws Exception {
        return ((SubmitResult.Refused) future.get(10, TimeUnit.SECONDS))
                .refusal()
                .reason();
    }

    @Test
    void transferBecomesFinalAndShowsInTheState() throws Exception {
        Ledger ledger = open(new SoloLedger());
        Receipt issued = receipt(ledger.submit(sign(ledger, 0, TOKEN, TokenCalls.issue("EUR", aliceId, 100))));
        SignedTransaction transfer = sign(ledger, 1, TOKEN, TokenCalls.transfer(asset, bobId, 30));
        Receipt moved = receipt(ledger.submit(transfer));

        assertThat(issued.succeeded()).isTrue();
        assertThat(moved.succeeded()).isTrue();
        assertThat(moved.height()).isGreaterThan(issued.height());
        QueryResult.Answer answer = (QueryResult.Answer)
                ledger.query(TOKEN, TokenQuery.balance(asset, bobId)).get();
        assertThat(TokenQuery.readAmount(answer.value())).isEqualTo(30);
        assertThat(answer.at().height()).isGreaterThanOrEqualTo(moved.height());
        FinalBlock block = ledger.block(moved.height()).get().orElseThrow();
        assertThat(block.receipts()).contains(moved);
        assertThat(ledger.block(block.hash()).get()).contains(block);
        assertThat(ledger.transaction(moved.transactionId()).get()).contains(transfer);
        assertThat(ledger.status(moved.transactionId()).get()).isEqualTo(new TransactionStatus.Final(moved));
        assertThat(ledger.nextSequence(aliceId, 0).get()).isEqualTo(2);
    }

    @Test
    void resubmittedTransactionGetsTheSameReceipt() throws Exception {
        Ledger ledger = open(new SoloLedger());
        SignedTransaction transaction = sign(ledger, 0, TOKEN, TokenCalls.issue("EUR", aliceId, 100));
        Receipt first = receipt(ledger.submit(transaction));
        assertThat(receipt(ledger.submit(transaction))).isEqualTo(first);
    }

    @Test
    void badTransactionsAreRefusedWithTheirReason() throws Exception {
        Ledger ledger = open(new SoloLedger().contract(new OddContract()));
        long now = System.currentTimeMillis();
        Bytes issue = TokenCalls.issue("EUR", aliceId, 1);
        Transaction good = body(ledger, 0, TOKEN, issue, now + 60_000);
        Transaction other = new Transaction(Hash.ZERO, aliceId, 0, 0, now + 60_000, TOKEN, issue, 100_000, List.of());
        Witness witness = new Witness(alice.publicKey(), Bytes.wrap(new byte[64]));

        assertThat(reason(ledger.submit(new SignedTransaction(good, List.of(witness)))))
                .isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(reason(ledger.submit(sign(other)))).isEqualTo(Reason.WRONG_CHAIN);
        assertThat(reason(ledger.submit(TransactionCodec.sign(good, List.of(MockSigner.numbered(9))))))
                .isEqualTo(Reason.WRONG_SIGNERS);
        assertThat(reason(ledger.submit(sign(body(ledger, 0, TOKEN, issue, now - 1)))))
                .isEqualTo(Reason.EXPIRED);
        assertThat(reason(ledger.submit(sign(body(ledger, 0, TOKEN, issue, now + 864_000_000L)))))
                .isEqualTo(Reason.VALID_TOO_LONG);
        assertThat(reason(ledger.submit(sign(ledger, 0, new ContractId("none"), issue))))
                .isEqualTo(Reason.UNKNOWN_CONTRACT);
        assertThat(reason(ledger.submit(sign(ledger, 0, TOKEN, Bytes.utf8("?")))))
                .isEqualTo(Reason.BAD_CALL);
        assertThat(reason(ledger.submit(sign(ledger, 5_000, TOKEN, issue)))).isEqualTo(Reason.SEQUENCE_TOO_HIGH);
        assertThat(reason(ledger.submit(sign(ledger, 0, ODD, Bytes.wrap(new byte[200_000])))))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(ledger.head().height()).isZero();
        receipt(ledger.submit(sign(good)));
        assertThat(reason(ledger.submit(sign(body(ledger, 0, TOKEN, issue, now + 61_000)))))
                .isEqualTo(Reason.SEQUENCE_USED);
    }

    @Test
    void fullPoolRefusesAndLosesNothingItAccepted() throws Exception {
        Ledger ledger = open(new SoloLedger().limits(new MempoolLimits(4, 1 << 20, 10, 100)));
        Bytes issue = TokenCalls.issue("EUR", aliceId, 1);
        CompletableFuture<SubmitResult> third = ledger.submit(sign(ledger, 2, TOKEN, issue)); // waits for 0 and 1
        CompletableFuture<SubmitResult> second = ledger.submit(sign(ledger, 1, TOKEN, issue));
        await().until(() ->
                ledger.status(TransactionCodec.id(sign(ledger, 9, TOKEN, issue).body()))
                                .get()
                        instanceof TransactionStatus.Unknown);
        await().until(() -> reason(ledger.submit(sign(ledger, 3, TOKEN, issue))) == Reason.POOL_FULL);
        assertThat(third).isNotDone();
        assertThat(second).isNotDone();
    }

    @Test
    void contractOutcomesSpendTheSequenceAndChangeNothingUnlessTheySucceed() throws Exception {
        Ledger ledger = open(new SoloLedger().contract(new OddContract()));
        Receipt refused = receipt(ledger.submit(sign(ledger, 0, ODD, Bytes.utf8("refuse"))));
        Receipt thrown = receipt(ledger.submit(sign(ledger, 1, ODD, Bytes.utf8("throw"))));
        Receipt hogged = receipt(ledger.submit(sign(ledger, 2, ODD, Bytes.utf8("hog"))));
        Hash stateBefore = ledger.head().stateRoot();
        Receipt done = receipt(ledger.submit(sign(ledger, 3, ODD, Bytes.utf8("work"))));

        assertThat(refused.outcome()).isEqualTo(new Outcome.Refused("no", "not today"));
        assertThat(thrown.outcome()).isEqualTo(new Outcome.Failed(Outcome.Cause.EXCEPTION));
        assertThat(hogged.outcome()).isEqualTo(new Outcome.Failed(Outcome.Cause.OUT_OF_RESOURCES));
        assertThat(hogged.resourcesUsed()).isEqualTo(100_000);
        assertThat(done.events()).hasSize(1);
        assertThat(ledger.head().stateRoot()).isNotEqualTo(stateBefore);
    }

    @Test
    void virtualMachineErrorInAContractFailsTheNodeAndTellsWhoWaits() throws Exception {
        Ledger ledger = open(new SoloLedger().contract(new OddContract()));
        SubmitResult result =
                ledger.submit(sign(ledger, 0, ODD, Bytes.utf8("overflow"))).get(10, TimeUnit.SECONDS);
        assertThat(result).isInstanceOf(SubmitResult.Indeterminate.class);
        assertThat(ledger.health())
                .isInstanceOfSatisfying(
                        Health.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Health.Failure.ContractError.class));
        assertThat(reason(ledger.submit(sign(ledger, 0, ODD, Bytes.utf8("work")))))
                .isEqualTo(Reason.NOT_RUNNING);
        assertThat(ledger.head().height()).isZero();
    }

    @Test
    void subscriptionGivesEveryBlockOnceInOrderAndAThrowingListenerEndsAlone() throws Exception {
        Ledger ledger = open(new SoloLedger());
        List<Long> heard = new CopyOnWriteArrayList<>();
        List<Throwable> faults = new CopyOnWriteArrayList<>();
        Subscription good = ledger.subscribe(0, block -> heard.add(block.height()));
        ledger.subscribe(0, new org.tallystick.api.BlockListener() {
            @Override
            public void onBlock(FinalBlock block) {
                throw new IllegalStateException("listener");
            }

            @Override
            public void onError(Throwable fault) {
                faults.add(fault);
            }
        });
        for (int i = 0; i < 5; i++) {
            receipt(ledger.submit(sign(ledger, i, TOKEN, TokenCalls.issue("EUR", aliceId, 1))));
        }
        await().until(() -> heard.size() == ledger.head().height() + 1);
        good.close();
        for (int i = 0; i < heard.size(); i++) {
            assertThat(heard.get(i)).isEqualTo(i);
        }
        assertThat(faults).hasSize(1);
        assertThat(ledger.health().isRunning()).isTrue();
    }

    @Test
    void reopenedNodeGoesOnWhereItStopped() throws Exception {
        InMemoryStorage storage = new InMemoryStorage();
        Ledger first = open(new SoloLedger().storage(storage));
        Receipt receipt = receipt(first.submit(sign(first, 0, TOKEN, TokenCalls.issue("EUR", aliceId, 5))));
        var head = first.head();
        first.close();
        first.close();
        Ledger second = open(new SoloLedger().storage(storage));
        assertThat(second.head()).isEqualTo(head);
        assertThat(second.status(receipt.transactionId()).get()).isEqualTo(new TransactionStatus.Final(receipt));
        assertThat(receipt(second.submit(sign(second, 1, TOKEN, TokenCalls.transfer(asset, bobId, 5))))
                        .succeeded())
                .isTrue();
    }

    @Test
    void closedNodeSaysSo() {
        Ledger ledger = open(new SoloLedger());
        SignedTransaction transaction = sign(ledger, 0, TOKEN, TokenCalls.issue("EUR", aliceId, 5));
        ledger.close();
        assertThat(ledger.health()).isInstanceOf(Health.Closed.class);
        assertThat(ledger.submit(transaction))
                .failsWithin(java.time.Duration.ofSeconds(1))
                .withThrowableThat()
                .withCauseInstanceOf(LedgerClosedException.class);
        assertThat(ledger.block(0)).isCompletedExceptionally();
    }

    @Test
    void closeFromAListenerDoesNotDeadlock() throws Exception {
        Ledger ledger = open(new SoloLedger());
        ledger.subscribe(1, block -> ledger.close());
        SubmitResult result = ledger.submit(sign(ledger, 0, TOKEN, TokenCalls.issue("EUR", aliceId, 5)))
                .get(10, TimeUnit.SECONDS);
        assertThat(result).isInstanceOfAny(SubmitResult.Final.class, SubmitResult.Indeterminate.class);
        await().until(() -> ledger.health() instanceof Health.Closed);
    }

    @Test
    void missingContractIsNamed() {
        SoloLedger solo = new SoloLedger().contract(new OddContract());
        NodeConfig full = solo.config();
        NodeConfig lacking = new NodeConfig(
                full.genesis(),
                full.nodeKey(),
                full.validatorKeys(),
                full.storage(),
                full.transport(),
                full.engine(),
                List.of(new TokenContract()),
                full.verifier(),
                full.limits(),
                full.syncLimits(),
                full.runtime());
        assertThatThrownBy(() -> NodeAssembly.open(lacking))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("odd version 1");
    }

    @Test
    void errorOnTheWayLeavesNothingOpen() {
        SoloLedger solo = new SoloLedger();
        NodeConfig full = solo.config();
        NodeConfig failing = new NodeConfig(
                full.genesis(),
                full.nodeKey(),
                full.validatorKeys(),
                full.storage(),
                (context, listener) -> {
                    throw new NoClassDefFoundError("made for the test");
                },
                full.engine(),
                full.contracts(),
                full.verifier(),
                full.limits(),
                full.syncLimits(),
                full.runtime());
        assertThatThrownBy(() -> NodeAssembly.open(failing)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(open(solo).health()).as("the store is free").isInstanceOf(Health.Running.class);
    }

    @Test
    void callThatIsNestedTooDeepIsRefusedAtTheDoor() throws Exception {
        Ledger ledger = open(new SoloLedger().contract(new OddContract()));
        assertThat(reason(ledger.submit(sign(ledger, 0, ODD, Bytes.utf8("nested")))))
                .isEqualTo(Reason.BAD_CALL);
    }

    @Test
    void badCopyOfATransactionDoesNotEndTheWaitForTheGoodOne() throws Exception {
        Ledger ledger = open(new SoloLedger());
        Bytes issue = TokenCalls.issue("EUR", aliceId, 1);
        SignedTransaction good = sign(ledger, 1, TOKEN, issue); // waits for 0
        CompletableFuture<SubmitResult> first = ledger.submit(good);
        Witness witness = new Witness(alice.publicKey(), Bytes.wrap(new byte[64]));
        assertThat(reason(ledger.submit(new SignedTransaction(good.body(), List.of(witness)))))
                .isEqualTo(Reason.BAD_SIGNATURE);
        receipt(ledger.submit(sign(ledger, 0, TOKEN, issue)));
        assertThat(receipt(first).succeeded()).isTrue();
    }

    @Test
    void callThatIsToBeTriedAgainEndsWhenTheNodeCloses() {
        Ledger ledger = open(new SoloLedger().limits(new MempoolLimits(0, 1 << 20, 10, 100)));
        CompletableFuture<SubmitResult> call = ledger.account(alice).call(TOKEN, TokenCalls.issue("EUR", aliceId, 1));
        await().during(java.time.Duration.ofMillis(200)).until(() -> !call.isDone());
        ledger.close();
        assertThat(call).failsWithin(java.time.Duration.ofSeconds(5));
    }

    @Test
    void listenerThatFailsAnyHowHarmsNobodyElse() throws Exception {
        Ledger ledger = open(new SoloLedger());
        List<Throwable> faults = new CopyOnWriteArrayList<>();
        ledger.subscribe(0, new org.tallystick.api.BlockListener() {
            @Override
            public void onBlock(FinalBlock block) {
                throw new AssertionError("a bug of the application's");
            }

            @Override
            public void onError(Throwable fault) {
                faults.add(fault);
                throw new IllegalStateException("and another");
            }
        });
        await().until(() -> faults.size() == 1);
        receipt(ledger.submit(sign(ledger, 0, TOKEN, TokenCalls.issue("EUR", aliceId, 1))));
        assertThat(ledger.health().isRunning()).isTrue();
    }

    @Test
    void subscriptionsOneAfterAnotherTakeNoMoreThreads() {
        Ledger ledger = open(new SoloLedger());
        for (int i = 0; i < 20; i++) {
            List<Long> heard = new CopyOnWriteArrayList<>();
            Subscription subscription = ledger.subscribe(0, block -> heard.add(block.height()));
            await().until(() -> heard.size() == 1);
            subscription.close();
        }
        String prefix = NodeAssembly.threadPrefix(ledger.nodeId()) + "/subscription-";
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith(prefix)))
                .hasSizeLessThan(10);
    }

    @Test
    void accountClientRunsManyCallsAtOnceWithoutGaps() throws Exception {
        Ledger ledger = open(new SoloLedger());
        var client = ledger.account(alice);
        receipt(client.call(TOKEN, TokenCalls.issue("EUR", aliceId, 1_000)));
        List<CompletableFuture<SubmitResult>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(client.call(TOKEN, TokenCalls.transfer(asset, bobId, 1)));
        }
        for (CompletableFuture<SubmitResult> call : calls) {
            assertThat(receipt(call).succeeded()).isTrue();
        }
        QueryResult.Answer answer = (QueryResult.Answer)
                ledger.query(TOKEN, TokenQuery.balance(asset, bobId)).get();
        assertThat(TokenQuery.readAmount(answer.value())).isEqualTo(100);
    }
}

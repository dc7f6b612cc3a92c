package org.tallystick.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Head;
import org.tallystick.api.Ledger;
import org.tallystick.api.QueryResult;
import org.tallystick.api.Retention;
import org.tallystick.api.ValueResult;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.StateKeys;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SoloLedger;

/** A node over RocksDB is asked what balances were. */
@Timeout(120)
class OldStateOfANodeTest {
    private static final MockSigner ALICE = MockSigner.numbered(1);
    private static final AccountId ALICE_ID = AccountCodec.idOf(ALICE.publicKey());
    private static final AccountId BOB_ID =
            AccountCodec.idOf(MockSigner.numbered(2).publicKey());
    private static final Hash ASSET = TokenContract.assetId(ALICE_ID, "EUR");

    @TempDir
    private Path directory;

    private final List<Head> heads = new ArrayList<>();

    private Ledger open(Retention retention) {
        return NodeAssembly.open(
                new SoloLedger().storage(RocksDbStorage.at(directory)).config(), retention);
    }

    /** Issues, if nothing was issued yet, and gives Bob one a block until he has so many. */
    private void payUntil(Ledger ledger, int amount) throws Exception {
        AccountClient alice = ledger.account(ALICE);
        if (heads.isEmpty()) {
            heads.add(ledger.head());
            call(ledger, alice, TokenCalls.issue("EUR", ALICE_ID, 10_000));
        }
        while (heads.size() < amount + 2) {
            call(ledger, alice, TokenCalls.transfer(ASSET, BOB_ID, 1));
        }
    }

    private void call(Ledger ledger, AccountClient account, Bytes call) throws Exception {
        account.call(TokenContract.ID, call).get(20, TimeUnit.SECONDS).receiptOrThrow();
        heads.add(ledger.head());
    }

    private static QueryResult ask(Ledger ledger, long height) throws Exception {
        return ledger.query(TokenContract.ID, TokenQuery.balance(ASSET, BOB_ID), height)
                .get(20, TimeUnit.SECONDS);
    }

    private void assertBalance(Ledger ledger, int index) throws Exception {
        QueryResult.Answer answer =
                (QueryResult.Answer) ask(ledger, heads.get(index).height());
        assertThat(answer.at()).isEqualTo(heads.get(index));
        assertThat(TokenQuery.readAmount(answer.value())).isEqualTo(Math.max(0, index - 1));
    }

    @Test
    void archiveAnswersAsOfAnyBlockAlsoAfterARestart() throws Exception {
        try (Ledger ledger = open(Retention.ARCHIVE)) {
            payUntil(ledger, 20);
        }
        try (Ledger ledger = open(Retention.ARCHIVE)) {
            payUntil(ledger, 40);
            for (int i = 0; i < heads.size(); i++) {
                assertBalance(ledger, i);
            }
            assertThat(ask(ledger, ledger.head().height() + 1)).isInstanceOf(QueryResult.NotFinalYet.class);
            assertThatThrownBy(() -> ledger.query(TokenContract.ID, Bytes.EMPTY, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(ledger.query(TokenContract.ID, Bytes.EMPTY, 5).get())
                    .isInstanceOfSatisfying(
                            QueryResult.Declined.class,
                            declined -> assertThat(declined.code()).isEqualTo("malformed-query"));
        }
    }

    @Test
    void keysOfTheLedgerItselfAreAnsweredToo() throws Exception {
        try (Ledger ledger = open(Retention.ARCHIVE)) {
            payUntil(ledger, 5);
            Bytes lane = StateKeys.lane(ALICE_ID, 0);
            ValueResult.Found before =
                    (ValueResult.Found) ledger.value(StateKeys.LEDGER, lane, 0).get();
            assertThat(before.value()).isEmpty();
            Head third = heads.get(3);
            ValueResult.Found later = (ValueResult.Found)
                    ledger.value(StateKeys.LEDGER, lane, third.height()).get();
            assertThat(later.value()).contains(Bytes.fromHex("0000000000000003"));
            assertThat(later.at()).isEqualTo(third);
            assertThat(ledger.value(StateKeys.LEDGER, lane, 1_000).get()).isInstanceOf(ValueResult.NotFinalYet.class);
        }
    }

    @Test
    void prunedNodeRefusesWhatItNoLongerKeepsAndAnswersTheRest() throws Exception {
        try (Ledger ledger = open(Retention.ofBlocks(Retention.LEAST_BLOCKS))) {
            payUntil(ledger, 330);
            long head = ledger.head().height();
            long lowest = head - Retention.LEAST_BLOCKS;
            assertThat(ask(ledger, lowest - 1)).isInstanceOfSatisfying(QueryResult.NotKept.class, refused -> {
                assertThat(refused.from()).isEqualTo(lowest);
                assertThat(refused.message()).contains("block " + (lowest - 1)).contains("block " + lowest);
            });
            for (int i = 0; i < heads.size(); i++) {
                if (heads.get(i).height() >= lowest) {
                    assertBalance(ledger, i);
                }
            }
        }
    }

    @Test
    void nodeThatKeepsNoOldStateAnswersAsOfItsLastBlockOnly() throws Exception {
        try (Ledger ledger = open(Retention.ALL_BLOCKS)) {
            payUntil(ledger, 5);
            long head = ledger.head().height();
            assertBalance(ledger, heads.size() - 1);
            assertThat(ask(ledger, head - 1))
                    .isInstanceOfSatisfying(
                            QueryResult.NotKept.class,
                            refused -> assertThat(refused.from()).isEqualTo(head));
        }
    }
}

package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Health;
import org.tallystick.api.Health.StallReport;
import org.tallystick.api.Ledger;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.internal.chain.StoreVerifier;
import org.tallystick.model.Receipt;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.InMemoryStorage;
import org.tallystick.testkit.store.StorageFaults;

/** A node whose disk fails for a time, and goes on without a restart. */
class RevivingNodeTest {
    private final InMemoryStorage disk = new InMemoryStorage();
    private final SoloLedger solo = new SoloLedger().storage(disk);
    private final MockSigner alice = MockSigner.numbered(1);
    private final List<Long> heard = new CopyOnWriteArrayList<>();
    private final List<Receipt> acknowledged = new ArrayList<>();
    private Ledger ledger;
    private AccountClient account;
    private int issued;

    @BeforeEach
    void open() {
        ledger = solo.openReviving();
        account = ledger.account(alice);
        ledger.subscribe(0, block -> heard.add(block.height()));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private SubmitResult issue() throws Exception {
        SubmitResult result = account.call(TokenContract.ID, TokenCalls.issue("T" + issued++, account.id(), 1))
                .get(20, TimeUnit.SECONDS);
        if (result instanceof SubmitResult.Final ended) {
            acknowledged.add(ended.receipt());
        }
        return result;
    }

    private void assertStalled() {
        await().until(() -> ledger.health() instanceof Health.Stalled stalled
                && stalled.report() instanceof StallReport.StorageFails);
    }

    /** Everything acknowledged is there, listeners heard each block once, and the store fits together. */
    private void assertWhole() throws Exception {
        await().until(() -> heard.size() == ledger.head().height() + 1);
        assertThat(heard)
                .isEqualTo(LongStream.rangeClosed(0, ledger.head().height())
                        .boxed()
                        .toList());
        for (Receipt receipt : acknowledged) {
            assertThat(ledger.transaction(receipt.transactionId()).get(5, TimeUnit.SECONDS))
                    .isPresent();
        }
        ledger.close();
        try (LedgerStore store = disk.open(GenesisCodec.chainId(solo.genesis()), NodeAssembly.SCHEMA_VERSION)) {
            assertThat(StoreVerifier.full(store, solo.genesis()).clean()).isTrue();
        }
    }

    private void failAndHeal(StorageFaults faults) throws Exception {
        issue();
        disk.faults(faults);
        assertThat(issue()).isInstanceOf(SubmitResult.Indeterminate.class);
        assertStalled();
        long height = ledger.head().height();
        assertThat(ledger.block(height).get(5, TimeUnit.SECONDS)).isPresent(); // reading goes on
        disk.faults(StorageFaults.NONE);
        await().until(() -> ledger.health().isRunning());
        assertThat(issue()).isInstanceOf(SubmitResult.Final.class);
        assertThat(ledger.head().height()).isGreaterThan(height);
        assertWhole();
    }

    private static StorageFaults commits(StorageFaults.Commit fate) {
        return new StorageFaults() {
            @Override
            public Commit onCommit(WriteBatch batch) {
                return fate;
            }

            @Override
            public boolean onProbe() {
                return true;
            }
        };
    }

    @Test
    void goesOnAfterCommitsThatFailedAndAreLost() throws Exception {
        failAndHeal(commits(StorageFaults.Commit.FAILS_LOST));
    }

    @Test
    void goesOnAfterCommitsThatFailedAndAreYetThere() throws Exception {
        failAndHeal(commits(StorageFaults.Commit.FAILS_KEPT));
    }

    @Test
    void goesOnAfterVotesThatCouldNotBeWritten() throws Exception {
        failAndHeal(new StorageFaults() {
            @Override
            public Append onAppend(List<VoteJournal.Entry> entries) {
                return new Append.Fails(entries.size() / 2);
            }

            @Override
            public boolean onProbe() {
                return true;
            }
        });
    }

    @Test
    void storageThatCannotTellIsOpenedAnewUntilItWorks() throws Exception {
        issue();
        int[] left = {2};
        disk.faults(new StorageFaults() {
            @Override
            public synchronized Commit onCommit(WriteBatch batch) {
                return left[0]-- > 0 ? Commit.FAILS_LOST : Commit.APPLIED;
            }
        });
        for (int i = 0; i < 2; i++) {
            assertThat(issue()).isInstanceOf(SubmitResult.Indeterminate.class);
            await().until(() -> ledger.health().isRunning());
        }
        assertThat(issue()).isInstanceOf(SubmitResult.Final.class);
        assertWhole();
    }

    @Test
    void callsOfAnAccountWaitUntilTheDiskWorksAgain() throws Exception {
        issue();
        disk.faults(commits(StorageFaults.Commit.FAILS_LOST));
        issue();
        assertStalled();
        var waiting = account.call(TokenContract.ID, TokenCalls.issue("LATER", account.id(), 1));
        disk.faults(StorageFaults.NONE);
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isInstanceOf(SubmitResult.Final.class);
        assertWhole();
    }

    @Test
    void closingANodeThatWaitsForItsDiskReleasesEverything() throws Exception {
        disk.faults(commits(StorageFaults.Commit.FAILS_LOST));
        issue();
        assertStalled();
        ledger.close();
        assertThat(ledger.health()).isInstanceOf(Health.Closed.class);
        assertThat(disk.isOpen()).isFalse();
    }

    @Test
    void damageIsNoPassingTrouble() throws Exception {
        disk.faults(new StorageFaults() {
            @Override
            public Commit onCommit(WriteBatch batch) {
                throw new StorageException(StorageException.Kind.CORRUPT, "the test damaged it");
            }
        });
        issue();
        await().until(() -> ledger.health() instanceof Health.Failed failed
                && failed.failure() instanceof Health.Failure.StoreDamaged);
    }
}

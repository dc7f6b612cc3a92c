package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.StoreReport.BadBlock;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.contract.CallContext;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.Outcome;
import org.tallystick.spi.storage.Column;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.RawContract;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.InMemoryStorage;

/** A contract that asks for the hashes of old blocks, while one of these is damaged. */
@Timeout(30)
class LookBackTest {
    private static final ContractId READER = new ContractId("reader");

    /** Answers with the hash of the block whose height it is given. */
    private static Bytes read(Bytes call, CallContext context) {
        return context.blockHash(ByteBuffer.wrap(call.toArray()).getLong())
                .map(Hash::toBytes)
                .orElse(Bytes.EMPTY);
    }

    private static byte[] height(long height) {
        return ByteBuffer.allocate(Long.BYTES).putLong(height).array();
    }

    @Test
    void damagedHeaderWithinTheLookBackStopsNothingAndIsSeen() throws Exception {
        InMemoryStorage disk = new InMemoryStorage();
        try (Ledger ledger = new SoloLedger()
                .contract(new RawContract(READER, LookBackTest::read))
                .storage(disk)
                .open()) {
            for (int i = 0; i < 10; i++) {
                call(ledger, 0);
            }
            FinalBlock fifth = ledger.block(5).get(10, TimeUnit.SECONDS).orElseThrow();
            Hash hash = HeaderCodec.hash(fifth.block().header());
            disk.makeUnreadable(Column.HEADERS, height(5));
            SubmitResult.Final ended = (SubmitResult.Final) call(ledger, 5);
            assertThat(ended.receipt().outcome()).isEqualTo(new Outcome.Succeeded(hash.toBytes()));
            await().untilAsserted(() -> assertThat(
                            ((Health.Running) ledger.health()).damage().left())
                    .extracting(finding -> ((BadBlock) finding).height())
                    .isEqualTo(List.of(5L)));
        }
    }

    private static SubmitResult call(Ledger ledger, long of) throws Exception {
        return ledger.account(MockSigner.numbered(1))
                .call(READER, Bytes.wrap(height(of)))
                .get(10, TimeUnit.SECONDS);
    }
}

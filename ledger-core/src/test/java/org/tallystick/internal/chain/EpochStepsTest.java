package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.proof.EpochStep;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.Generators;
import org.tallystick.testkit.store.InMemoryStorage;

class EpochStepsTest {
    private final Generators generators = new Generators(1);
    private final List<LedgerConfig> configs = new ArrayList<>();
    private final LedgerStore store = new InMemoryStorage().open(Hash.ZERO, 1);
    private final List<BlockHeader> headers = new ArrayList<>();

    EpochStepsTest() {
        for (long epoch = 0; epoch < 4; epoch++) {
            configs.add(new LedgerConfig(generators.validators(epoch, 4), Parameters.DEFAULT));
        }
        WriteBatch batch = new WriteBatch();
        for (long height = 0; height < 30; height++) {
            BlockHeader header = header(height);
            headers.add(header);
            byte[] key = Columns.height(height);
            batch.put(Column.HEADERS, key, HeaderCodec.encode(header).toArray());
            batch.put(Column.CERTIFICATES, key, Bytes.utf8("proof of " + height).toArray());
            if (!header.configHash().equals(header.nextConfigHash())) {
                EpochSteps.note(batch, header, configs.get(epoch(height + 1)));
            }
        }
        store.commit(batch);
    }

    private static int epoch(long height) {
        return (int) Math.min(3, height / 10);
    }

    private BlockHeader header(long height) {
        BlockHeader any = generators.header();
        return new BlockHeader(
                any.chainId(),
                height,
                any.parent(),
                height,
                any.proposer(),
                any.transactionCount(),
                any.transactionRoot(),
                any.receiptRoot(),
                any.stateRoot(),
                any.historyRoot(),
                ConfigCodec.hash(configs.get(epoch(height))),
                ConfigCodec.hash(configs.get(epoch(height + 1))),
                any.engineFields());
    }

    private List<Long> heights(long since, int attested) {
        return EpochSteps.between(store, since, headers.get(attested)).orElseThrow().stream()
                .map(EpochStep::last)
                .map(BlockHeader::height)
                .toList();
    }

    @Test
    void stepsLeadFromTheEpochThatIsTrustedToThatOfTheBlock() {
        assertThat(heights(0, 5)).isEmpty();
        assertThat(heights(0, 9)).isEmpty();
        assertThat(heights(0, 10)).containsExactly(9L);
        assertThat(heights(0, 25)).containsExactly(9L, 19L);
        assertThat(heights(1, 25)).containsExactly(19L);
        assertThat(heights(2, 25)).isEmpty();
        EpochStep step =
                EpochSteps.between(store, 0, headers.get(12)).orElseThrow().get(0);
        assertThat(step.next()).isEqualTo(configs.get(1));
        assertThat(step.certificate()).isEqualTo(Bytes.utf8("proof of 9"));
    }

    @Test
    void thereIsNoWayBackAndNoneThroughWhatIsNotKnown() {
        assertThat(EpochSteps.between(store, 1, headers.get(5))).isEmpty();
        assertThat(EpochSteps.between(store, 7, headers.get(25))).isEmpty();
        store.commit(new WriteBatch().delete(Column.HEADERS, Columns.height(9)));
        assertThat(EpochSteps.between(store, 0, headers.get(25))).isEmpty();
        assertThat(EpochSteps.between(store, 1, headers.get(25))).isPresent();
    }
}

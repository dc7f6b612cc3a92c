package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Damage;
import org.tallystick.api.StoreReport;
import org.tallystick.api.StoreReport.BadBlock;
import org.tallystick.api.StoreReport.Finding;

class KnownDamageCountTest {
    private final List<Damage> told = new ArrayList<>();
    private final KnownDamage known = new KnownDamage(told::add);

    /** It was counted anew with every look, and told of each time. */
    @Test
    void whatFindsNoRoomInTheListIsCountedOnce() {
        known.everything(
                LongStream.range(0, StoreReport.MAX_FINDINGS)
                        .<Finding>mapToObj(height -> new BadBlock(height, "lost"))
                        .toList(),
                0);
        for (int look = 0; look < 3; look++) {
            known.blocks(5_000, 5_000, new StoreReport(9_000, 1, 0, List.of(new BadBlock(5_000, "lost")), 0));
        }
        assertThat(known.now().count()).isEqualTo(StoreReport.MAX_FINDINGS + 1);
        assertThat(told).hasSize(2);
    }
}

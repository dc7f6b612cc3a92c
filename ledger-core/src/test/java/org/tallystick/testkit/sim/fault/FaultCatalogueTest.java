package org.tallystick.testkit.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaultCatalogueTest {
    @Test
    void everyFaultIsReadBackFromItsText() {
        SplittableRandom chance = new SplittableRandom(1);
        for (FaultType type : FaultCatalogue.types()) {
            assertThat(type.usualOne().name()).isEqualTo(type.name());
            assertThat(FaultCatalogue.parse(type.name())).isEqualTo(type.usualOne());
            for (int i = 0; i < 20; i++) {
                Fault drawn = type.draw(chance);
                assertThat(FaultCatalogue.parse(FaultCatalogue.text(drawn))).isEqualTo(drawn);
            }
        }
    }

    @Test
    void whatIsNoFaultIsRefusedWithWhatWouldBeOne() {
        assertThatThrownBy(() -> FaultCatalogue.parse("lost")).hasMessageContaining("known are crash, ");
        assertThatThrownBy(() -> FaultCatalogue.parse("loss=0.31")).hasMessageContaining("from 0.0 to 0.3");
        assertThatThrownBy(() -> FaultCatalogue.parse("loss=NaN")).hasMessageContaining("from 0.0 to 0.3");
        assertThatThrownBy(() -> FaultCatalogue.parse("loss=")).hasMessageContaining("not a number");
        assertThatThrownBy(() -> FaultCatalogue.parse("pause=3")).hasMessageContaining("has no number");
    }
}

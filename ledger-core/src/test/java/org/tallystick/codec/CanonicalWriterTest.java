package org.tallystick.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;
import org.tallystick.testkit.Generators;

class CanonicalWriterTest {
    @Test
    void textsComeBack() throws MalformedException {
        Generators make = new Generators(5);
        for (int i = 0; i < 500; i++) {
            String text = make.text(0, 300);
            Bytes encoded = new CanonicalWriter(1).text(text).toBytes();
            assertThat(encoded.size()).isEqualTo(2 + Bytes.utf8(text).size());
            assertThat(CanonicalReader.of(encoded).text("text", 300)).isEqualTo(text);
        }
    }

    @Test
    void halfASurrogatePairHasNoForm() {
        for (String text : List.of("\uD83D", "a\uDE00b", "\uDE00\uD83D")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CanonicalWriter(16).text(text))
                    .withMessageContaining("surrogate");
        }
    }

    @Test
    void textsThatAreNotShortestUtf8AreRefused() {
        // Two bytes for '/', three for a surrogate, five bytes, and beyond U+10FFFF.
        for (String hex : List.of("c0af", "eda080", "f888808080", "f4908080", "80", "e282")) {
            Bytes encoded = new CanonicalWriter(16).bytes16(Bytes.fromHex(hex)).toBytes();
            assertThatExceptionOfType(MalformedException.class)
                    .isThrownBy(() -> CanonicalReader.of(encoded).text("name", 300))
                    .withMessage("name is not UTF-8");
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        CanonicalWriter out = new CanonicalWriter(16);
        assertThatIllegalArgumentException().isThrownBy(() -> out.u8(256));
        assertThatIllegalArgumentException().isThrownBy(() -> out.u8(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.u16(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> out.u32(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.u64(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.text("x".repeat(65_536)));
        assertThat(out.size()).isZero();
    }
}

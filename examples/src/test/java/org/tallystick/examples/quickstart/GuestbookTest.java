package org.tallystick.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.model.Bytes;

class GuestbookTest {
    private final Guestbook book = new Guestbook();

    @Test
    void decodesWhatItEncodes() throws ContractRefusal {
        assertThat(book.decode(Guestbook.write("Grüße"))).isEqualTo("Grüße");
    }

    @Test
    void declinesACallThatIsTooLongOrHasSomethingLeftOver() {
        assertThatThrownBy(() -> book.decode(Guestbook.write("x".repeat(Guestbook.MAX_ENTRY + 1))))
                .isInstanceOf(ContractRefusal.class);
        assertThatThrownBy(() -> book.decode(Bytes.fromHex("0001414141"))).isInstanceOf(ContractRefusal.class);
    }
}

package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StoreReader;

class PagesTest {
    private static final int ROWS = 500;
    private static final int LARGE = 300 << 10;

    private int given;

    /** Rows with large values, of which it is counted how many are handed out. */
    private final class LargeRows implements StoreReader {
        @Override
        public byte[] get(Column column, byte[] key) {
            throw new AssertionError("nothing is asked for by key");
        }

        @Override
        public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
            int row = from.length == 0 ? 0 : from[0] << 8 | from[1] & 0xFF;
            while (row < ROWS && visitor.visit(new byte[] {(byte) (row >> 8), (byte) row}, new byte[LARGE])) {
                given++;
                row++;
            }
        }
    }

    @Test
    void pageOfLargeValuesIsAFewOfThem() {
        Pages pages = new Pages(new LargeRows(), Column.OLD_STATE, 2);
        assertThat(pages.peek()).isNotNull();
        assertThat(given).isLessThan(8);
        int read = 0;
        while (pages.next() != null) {
            read++;
            assertThat(given - read).isLessThan(8);
        }
        assertThat(read).isEqualTo(ROWS);
    }
}

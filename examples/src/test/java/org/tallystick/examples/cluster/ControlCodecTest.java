package org.tallystick.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Refusal;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

class ControlCodecTest {
    private static final Hash ONE = Sha256.hash(Bytes.utf8("one"));
    private static final Hash TWO = Sha256.hash(Bytes.utf8("two"));

    @Test
    void everyAnswerSurvivesTheJourney() throws Exception {
        for (Answer answer : List.of(
                new Answer.Final(true, 7, ""),
                new Answer.Final(false, 8, "insufficient-balance: the sender has 0"),
                new Answer.Refused(Refusal.Reason.POOL_FULL, "full"),
                new Answer.Indeterminate("closed"),
                new Answer.Pending(),
                new Answer.Dropped("expired"),
                new Answer.Unknown(99))) {
            assertThat(ControlCodec.answer(ControlCodec.encode(answer))).isEqualTo(answer);
        }
    }

    @Test
    void requestsAndTheirAnswersSurviveTheJourney() throws Exception {
        NodeReport report = new NodeReport(true, false, "validator", 3, ONE, TWO, 44, 2);
        assertThat(ControlCodec.report(ControlCodec.encode(report))).isEqualTo(report);

        BlockSummary block = new BlockSummary(3, ONE, TWO, ONE, List.of(new BlockSummary.Entry(TWO, true)));
        CanonicalWriter out = new CanonicalWriter(16);
        ControlCodec.write(block, out);
        ControlCodec.write(block, out);
        assertThat(ControlCodec.blocks(out.toArray())).containsExactly(block, block);

        ControlCodec.BalanceRequest request =
                new ControlCodec.BalanceRequest(ONE, List.of(new AccountId(ONE), new AccountId(TWO)));
        assertThat(ControlCodec.balanceRequest(ControlCodec.encode(request))).isEqualTo(request);
        ControlCodec.Balances balances = new ControlCodec.Balances(4, 30, List.of(10L, 20L));
        assertThat(ControlCodec.balances(ControlCodec.encode(balances))).isEqualTo(balances);

        List<ControlCodec.Lane> lanes = List.of(new ControlCodec.Lane(new AccountId(TWO), 65_535));
        assertThat(ControlCodec.lanes(ControlCodec.encodeLanes(lanes))).isEqualTo(lanes);
        assertThat(ControlCodec.numbers(ControlCodec.encodeNumbers(List.of(1L, 2L))))
                .containsExactly(1L, 2L);
    }

    @Test
    void framesAreReadAsTheyWereWrittenUntilTheEnd() throws Exception {
        FrameBuffer frames = new FrameBuffer(1000);
        assertThat(frames.add(ControlKind.SUBMIT, 1, new byte[] {1, 2, 3})).isTrue();
        assertThat(frames.add(ControlKind.ERROR, -2, new byte[0])).isTrue();
        assertThat(frames.add(ControlKind.ERROR, 3, new byte[1000])).isFalse();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        frames.writeTo(written);
        frames.writeTo(written);

        DataInputStream in = new DataInputStream(new ByteArrayInputStream(written.toByteArray()));
        ControlFrame first = ControlFrame.read(in);
        assertThat(first.kind()).isEqualTo(ControlKind.SUBMIT);
        assertThat(first.number()).isEqualTo(1);
        assertThat(first.payload()).containsExactly(1, 2, 3);
        assertThat(ControlFrame.read(in).number()).isEqualTo(-2);
        assertThat(ControlFrame.read(in)).isNull();

        frames.close();
        assertThat(frames.add(ControlKind.ERROR, 4, new byte[0])).isFalse();
    }

    @Test
    void aFrameThatIsTooLargeCutOffOrOfNoKindIsRefused() {
        for (String bad :
                List.of("7fffffff", "00000001aa", "0000000a000000000000000001", "0000000977" + "0".repeat(16))) {
            DataInputStream in = new DataInputStream(
                    new ByteArrayInputStream(Bytes.fromHex(bad).toArray()));
            assertThatThrownBy(() -> {
                        ControlFrame frame = ControlFrame.read(in);
                        assertThat(frame).isNotNull();
                        ControlFrame.read(in);
                        throw new IOException("the end was reached without a refusal");
                    })
                    .as(bad)
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("without a refusal");
        }
    }
}

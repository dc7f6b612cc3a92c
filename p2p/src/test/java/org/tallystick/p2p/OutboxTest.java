package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.spi.transport.MessageKind;

class OutboxTest {
    private final ByteBudget shared = new ByteBudget(1 << 20);
    private final Outbox outbox = new Outbox(TransportLimits.DEFAULT.withQueues(300_000, 10_000, 400_000), shared);

    private final ByteBuf taken = Unpooled.buffer();

    @Test
    void smallFramesGoTogetherAndLargeOnesAlone() {
        for (int i = 0; i < 10; i++) {
            outbox.offer(frame(MessageKind.CONSENSUS, 100));
        }
        outbox.offer(frame(MessageKind.CONSENSUS, 20_000));
        outbox.offer(frame(MessageKind.CONSENSUS, 100));
        List<Integer> sizes = new ArrayList<>();
        for (ByteBuf buffer = buffer(); buffer != null; buffer = buffer()) {
            sizes.add(buffer.readableBytes());
            buffer.release();
        }
        assertThat(sizes).hasSize(3).element(0).isEqualTo(10 * (Segments.HEADER + 2 + 100));
    }

    @Test
    void urgentGoesFirstThenPromptThenBulkEachInOrder() {
        outbox.offer(frame(MessageKind.SYNC_RESPONSE, 1));
        outbox.offer(frame(MessageKind.STATUS, 1));
        outbox.offer(frame(MessageKind.CONSENSUS, 1));
        outbox.offer(frame(MessageKind.SYNC_RESPONSE, 2));
        outbox.offer(frame(MessageKind.CONSENSUS, 2));
        outbox.offer(frame(MessageKind.SYNC_REQUEST, 3));
        assertThat(drain())
                .containsExactly(
                        "CONSENSUS 1",
                        "CONSENSUS 2",
                        "STATUS 1",
                        "SYNC_REQUEST 3",
                        "SYNC_RESPONSE 1",
                        "SYNC_RESPONSE 2");
    }

    @Test
    void anUrgentFrameGoesBetweenTheSegmentsOfALargeOne() {
        outbox.offer(frame(MessageKind.SYNC_RESPONSE, 150_000));
        assertThat(next()).isEqualTo("SYNC_RESPONSE 65536 more");
        outbox.offer(frame(MessageKind.CONSENSUS, 5));
        assertThat(drain()).containsExactly("CONSENSUS 5", "SYNC_RESPONSE 65536 more", "SYNC_RESPONSE 18932");
    }

    @Test
    void segmentsPutTogetherAreTheFrame() {
        byte[] payload = new byte[200_000];
        new java.util.Random(3).nextBytes(payload);
        OutFrame frame = Frames.direct(MessageKind.SYNC_RESPONSE, payload);
        ByteBuf all = Unpooled.buffer();
        outbox.offer(frame);
        for (ByteBuf part = take(); part != null; part = take()) {
            all.writeBytes(part.skipBytes(Segments.HEADER));
        }
        assertThat(all.readableBytes()).isEqualTo(frame.size());
        all.skipBytes(frame.head().length);
        assertThat(all).isEqualTo(Unpooled.wrappedBuffer(payload));
    }

    @Test
    void aFrameThatEndsWithASegmentHasNoEmptyOneBehindIt() {
        int head = Frames.direct(MessageKind.SYNC_RESPONSE, new byte[65_000]).head().length;
        outbox.offer(frame(MessageKind.SYNC_RESPONSE, Segments.MAX_BODY - head));
        assertThat(drain()).containsExactly("SYNC_RESPONSE " + (Segments.MAX_BODY - head));
    }

    @Test
    void aFullLaneDropsOrForUrgentFramesOverflowsAndOthersAreNotAffected() {
        assertThat(outbox.offer(frame(MessageKind.SYNC_RESPONSE, 390_000))).isEqualTo(Outbox.Offer.QUEUED);
        assertThat(outbox.offer(frame(MessageKind.SYNC_RESPONSE, 10_000))).isEqualTo(Outbox.Offer.DROPPED);
        assertThat(outbox.offer(frame(MessageKind.CONSENSUS, 290_000))).isEqualTo(Outbox.Offer.QUEUED);
        assertThat(outbox.offer(frame(MessageKind.CONSENSUS, 10_000))).isEqualTo(Outbox.Offer.OVERFLOW);
        assertThat(outbox.offer(frame(MessageKind.STATUS, 4_000))).isEqualTo(Outbox.Offer.QUEUED);
    }

    @Test
    void theSharedRoomKeepsAQuarterForUrgentFrames() {
        shared.force(700_000);
        assertThat(outbox.offer(frame(MessageKind.SYNC_RESPONSE, 100_000))).isEqualTo(Outbox.Offer.DROPPED);
        assertThat(outbox.offer(frame(MessageKind.CONSENSUS, 200_000))).isEqualTo(Outbox.Offer.QUEUED);
        shared.force(100_000);
        assertThat(outbox.offer(frame(MessageKind.CONSENSUS, 90_000))).isEqualTo(Outbox.Offer.SHARED_OVERFLOW);
    }

    @Test
    void whatIsWrittenOrDroppedLeavesTheSharedRoom() {
        outbox.offer(frame(MessageKind.SYNC_RESPONSE, 100_000));
        outbox.offer(frame(MessageKind.CONSENSUS, 100_000));
        drain();
        assertThat(outbox.bytes()).isZero();
        outbox.offer(frame(MessageKind.CONSENSUS, 100_000));
        outbox.close();
        outbox.close();
        assertThat(shared.tryTake(1 << 20)).isTrue();
        assertThat(outbox.offer(frame(MessageKind.CONSENSUS, 1))).isEqualTo(Outbox.Offer.DROPPED);
        assertThat(outbox.next(UnpooledByteBufAllocator.DEFAULT)).isNull();
    }

    private static OutFrame frame(MessageKind kind, int payloadBytes) {
        return Frames.direct(kind, new byte[payloadBytes]);
    }

    private List<String> drain() {
        List<String> out = new ArrayList<>();
        for (String next = next(); next != null; next = next()) {
            out.add(next);
        }
        return out;
    }

    private ByteBuf buffer() {
        return outbox.next(UnpooledByteBufAllocator.DEFAULT);
    }

    /** The next segment; several may come in one buffer. */
    private ByteBuf take() {
        if (!taken.isReadable()) {
            ByteBuf buffer = buffer();
            if (buffer == null) {
                return null;
            }
            taken.clear().writeBytes(buffer);
            buffer.release();
        }
        return taken.readBytes(Segments.HEADER + taken.getInt(taken.readerIndex()));
    }

    /** The type, the size of the payload or of the segment, and whether more follows. */
    private String next() {
        ByteBuf segment = take();
        if (segment == null) {
            return null;
        }
        int length = segment.readInt();
        int code = segment.readUnsignedByte();
        FrameType type = FrameType.ofCode(code & ~Segments.MORE);
        boolean more = (code & Segments.MORE) != 0;
        boolean whole = !more && segment.getByte(segment.readerIndex()) == 10;
        if (whole) {
            int head = Frames.direct(MessageKind.CONSENSUS, new byte[Math.max(0, length - 4)])
                    .head()
                    .length;
            return type + " " + (length - (length < 130 ? 2 : head));
        }
        return type + " " + length + (more ? " more" : "");
    }
}

package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Topic;
import org.tallystick.testkit.net.TestNode;

/** A peer that is let in and then breaks the rules of framing is cut off with the reason. */
@Timeout(60)
class FramingTest extends TransportTestBase {
    private static final byte[] FULL = new byte[Segments.MAX_BODY];

    private TestNode node;
    private RawPeer peer;

    @BeforeEach
    void connectPeer() throws Exception {
        node = start(1, transport());
        peer = peerOf(node, 2);
    }

    @Test
    void aWellFormedMessageIsDelivered() throws Exception {
        peer.send(Frames.direct(MessageKind.STATUS, new byte[] {1, 2, 3}));
        await("the message", () -> node.listener().messages().size() == 1);
        assertThat(node.listener().messages().get(0).payload()).containsExactly(1, 2, 3);
    }

    @Test
    void anUnknownTypeEndsTheConnection() throws Exception {
        peer.sendSegment(99, new byte[3]);
        assertCutOff("unknown type 99");
    }

    @Test
    void aSegmentThatClaimsToBeHugeEndsTheConnectionBeforeItComes() throws Exception {
        peer.sendBytes(ByteBuffer.allocate(5)
                .putInt(Integer.MAX_VALUE)
                .put((byte) FrameType.CONSENSUS.code())
                .array());
        assertCutOff("a segment of 2147483647 bytes");
    }

    @Test
    void aNegativeLengthEndsTheConnection() throws Exception {
        peer.sendBytes(ByteBuffer.allocate(5)
                .putInt(-1)
                .put((byte) FrameType.CONSENSUS.code())
                .array());
        assertCutOff("a segment of -1 bytes");
    }

    @Test
    void aFrameAboveTheCapOfItsTypeEndsTheConnectionBeforeItComes() throws Exception {
        peer.sendBytes(ByteBuffer.allocate(5)
                .putInt(MessageKind.STATUS.maxBytes() + 100)
                .put((byte) FrameType.STATUS.code())
                .array());
        assertCutOff("above " + FrameType.STATUS.maxBytes());
    }

    @Test
    void aFrameThatExceedsItsCapBySegmentsEndsTheConnection() throws Exception {
        for (int sent = 0; sent <= Topic.TRANSACTIONS.maxBytes(); sent += FULL.length) {
            peer.sendSegment(FrameType.TRANSACTION.code() | Segments.MORE, FULL);
        }
        peer.sendSegment(FrameType.TRANSACTION.code(), FULL);
        assertCutOff("above " + FrameType.TRANSACTION.maxBytes());
    }

    @Test
    void aPartialSegmentThatIsNotFullEndsTheConnection() throws Exception {
        peer.sendSegment(FrameType.CONSENSUS.code() | Segments.MORE, new byte[10]);
        assertCutOff("a segment of 10 bytes");
    }

    @Test
    void aFrameInsideAnotherOfItsLaneEndsTheConnection() throws Exception {
        peer.sendSegment(FrameType.CONSENSUS.code() | Segments.MORE, FULL);
        peer.send(FrameType.PING, Wire.Ping.getDefaultInstance());
        assertCutOff("inside one of type CONSENSUS");
    }

    @Test
    void aFrameOfAnEarlierLaneMayInterruptALargeOne() throws Exception {
        peer.sendSegment(FrameType.BLOCK.code() | Segments.MORE, FULL);
        peer.send(Frames.direct(MessageKind.CONSENSUS, new byte[] {5}));
        await("the urgent one", () -> node.numbers().contains(5));
    }

    @Test
    void aPayloadWhoseLengthIsWrongEndsTheConnection() throws Exception {
        peer.sendSegment(FrameType.CONSENSUS.code(), new byte[] {10, 50, 1, 2});
        assertCutOff("said to have 50 bytes, with 2");
    }

    @Test
    void aFrameWithoutItsPayloadEndsTheConnection() throws Exception {
        peer.sendSegment(FrameType.SYNC_REQUEST.code(), new byte[0]);
        assertCutOff("without its payload");
    }

    @Test
    void aControlFrameThatCannotBeReadEndsTheConnection() throws Exception {
        peer.sendSegment(FrameType.PING.code(), new byte[] {(byte) 0xff, (byte) 0xff});
        assertCutOff("cannot be read");
    }

    @Test
    void anUnknownTopicEndsTheConnection() throws Exception {
        peer.send(FrameType.ANNOUNCE, Wire.Ids.newBuilder().setTopic(9).build());
        assertCutOff("unknown topic 9");
    }

    @Test
    void idsOfAnotherLengthEndTheConnection() throws Exception {
        byte[] odd = new byte[33];
        peer.send(
                FrameType.REQUEST,
                Wire.Ids.newBuilder()
                        .setTopic(1)
                        .setIds(com.google.protobuf.ByteString.copyFrom(odd))
                        .build());
        assertCutOff("33 bytes");
    }

    @Test
    void noiseAfterTheHandshakeEndsTheConnectionAndNothingElse() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            byte[] noise = new byte[3_000];
            new Random(seed).nextBytes(noise);
            noise[0] = 1; // not a small segment, so that it is not waited for
            RawPeer noisy = peerOf(node, 10 + seed);
            noisy.sendBytes(noise);
            assertThat(noisy.readGoodbye()).isEqualTo(GoodbyeCode.VIOLATION);
        }
        peer.send(Frames.direct(MessageKind.STATUS, new byte[] {7}));
        await("the other peer still being heard", () -> node.numbers().equals(java.util.List.of(7)));
    }

    @Test
    void aPeerThatBreaksTheRulesAgainAndAgainIsBanned() throws Exception {
        for (int i = 0; i < 3; i++) {
            RawPeer bad = peerOf(node, 3);
            bad.sendSegment(99, new byte[0]);
            GoodbyeCode code = bad.readGoodbye();
            assertThat(code).isEqualTo(i < 2 ? GoodbyeCode.VIOLATION : GoodbyeCode.BANNED);
            await("the end", () -> !node.listener().up().contains(idOf(3)));
        }
        assertThat(connect(node, 3).readGoodbye()).isEqualTo(GoodbyeCode.BANNED);
    }

    private void assertCutOff(String reason) throws Exception {
        assertThat(peer.readGoodbye()).isEqualTo(GoodbyeCode.VIOLATION);
        await("the listener to hear", () -> node.listener().disconnected().size() == 1);
        assertThat(node.listener().disconnected().get(0).reason()).contains(reason);
    }
}

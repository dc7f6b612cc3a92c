package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Topic;

class FramesTest {
    private static final NodeId NODE = TransportTestBase.idOf(5);
    private static final Hash ID = TransportTestBase.item(77);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 100_000, 3_000_000})
    void payloadFramesAreLaidOutAsProtobufDoesIt(int size) throws Exception {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        ByteString bytes = ByteString.copyFrom(payload);
        ByteString target = ByteString.copyFrom(new byte[] {1})
                .concat(ByteString.copyFrom(NODE.key().encoded().toArray()));

        if (size > 0) { // protobuf leaves out an empty payload, the transport never does
            assertSame(
                    Frames.direct(MessageKind.CONSENSUS, payload),
                    Wire.Direct.newBuilder().setPayload(bytes).build());
            assertSame(
                    Frames.relayed(payload),
                    Wire.Relayed.newBuilder().setPayload(bytes).build());
            assertSame(
                    Frames.relay(NODE, payload),
                    Wire.Relay.newBuilder().setTarget(target).setPayload(bytes).build());
            assertSame(
                    Frames.item(Topic.BLOCKS, ID, payload),
                    Wire.Item.newBuilder()
                            .setId(ByteString.copyFrom(ID.toArray()))
                            .setPayload(bytes)
                            .build());
        }

        int max = 4_000_000;
        assertThat(Frames.readPayload(body(Frames.direct(MessageKind.CONSENSUS, payload)), max))
                .isEqualTo(payload);
        ByteBuf relay = body(Frames.relay(NODE, payload));
        assertThat(Frames.readTarget(relay)).isEqualTo(NODE);
        assertThat(Frames.readSecond(relay, max)).isEqualTo(payload);
        ByteBuf item = body(Frames.item(Topic.TRANSACTIONS, ID, payload));
        assertThat(Frames.readHash(item)).isEqualTo(ID);
        assertThat(Frames.readSecond(item, max)).isEqualTo(payload);
    }

    @Test
    void aFrameThatIsCutShortAnywhereIsRefused() {
        byte[] whole = bytes(Frames.relay(NODE, new byte[200]));
        for (int length = 0; length < whole.length; length++) {
            ByteBuf cut = Unpooled.wrappedBuffer(whole, 0, length);
            assertThatThrownBy(() -> {
                        Frames.readTarget(cut);
                        Frames.readSecond(cut, 1000);
                    })
                    .as("cut at %s", length)
                    .isInstanceOf(ProtocolViolation.class);
        }
    }

    @Test
    void noiseIsRefusedAndNothingElseIsThrown() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(120)];
            random.nextBytes(noise);
            if (noise.length > 1 && random.nextBoolean()) {
                noise[0] = 10;
                noise[1] = 33;
            }
            try {
                ByteBuf body = Unpooled.wrappedBuffer(noise);
                Frames.readTarget(body);
                Frames.readSecond(body, 50);
            } catch (ProtocolViolation e) {
                assertThat(e).hasMessageNotContaining("null");
            }
            try {
                Frames.readIds(Frames.read(Wire.Ids.parser(), Unpooled.wrappedBuffer(noise)));
            } catch (ProtocolViolation e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void aPayloadAboveItsCapIsRefused() {
        ByteBuf body = body(Frames.direct(MessageKind.STATUS, new byte[101]));
        assertThatThrownBy(() -> Frames.readPayload(body, 100))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("101 bytes, above 100");
    }

    @Test
    void listsOfIdsComeBackAsTheyWere() throws Exception {
        List<Hash> ids = List.of(TransportTestBase.item(1), TransportTestBase.item(2), ID);
        Wire.Ids message = Frames.read(Wire.Ids.parser(), body(Frames.ids(FrameType.ANNOUNCE, Topic.BLOCKS, ids)));
        assertThat(Frames.readTopic(message)).isEqualTo(Topic.BLOCKS);
        assertThat(Frames.readIds(message)).isEqualTo(ids);
    }

    @Test
    void everyTypeHasItsOwnCodeAndRoomForTheLargestPayload() {
        assertThat(Arrays.stream(FrameType.values()).map(FrameType::code)).doesNotHaveDuplicates();
        for (FrameType type : FrameType.values()) {
            assertThat(FrameType.ofCode(type.code())).isEqualTo(type);
        }
        for (MessageKind kind : MessageKind.values()) {
            assertThat(Frames.direct(kind, new byte[kind.maxBytes()]).size())
                    .isLessThanOrEqualTo(FrameType.of(kind).maxBytes());
        }
        for (Topic topic : Topic.values()) {
            assertThat(Frames.item(topic, ID, new byte[topic.maxBytes()]).size())
                    .isLessThanOrEqualTo(FrameType.of(topic).maxBytes());
        }
        assertThat(Frames.relay(NODE, new byte[MessageKind.CONSENSUS.maxBytes()])
                        .size())
                .isLessThanOrEqualTo(FrameType.RELAY.maxBytes());
        assertThat(Frames.goodbye(GoodbyeCode.OTHER, "\uffff".repeat(1000)).size())
                .isLessThanOrEqualTo(FrameType.GOODBYE.maxBytes());
    }

    private static void assertSame(OutFrame frame, MessageLite message) {
        assertThat(Arrays.equals(bytes(frame), message.toByteArray())).isTrue();
    }

    private static byte[] bytes(OutFrame frame) {
        byte[] joined = Arrays.copyOf(frame.head(), frame.size());
        System.arraycopy(frame.payload(), 0, joined, frame.head().length, frame.payload().length);
        return joined;
    }

    private static ByteBuf body(OutFrame frame) {
        return Unpooled.wrappedBuffer(bytes(frame));
    }
}

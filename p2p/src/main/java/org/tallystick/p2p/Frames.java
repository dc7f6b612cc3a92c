package org.tallystick.p2p;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Topic;

/**
 * Makes and reads the bodies of frames. Those with a payload are laid out by hand, as protobuf would, so that a payload
 * of megabytes is neither copied to be sent nor copied twice to be read.
 */
final class Frames {
    /** The most ids in one announcement, request or answer. */
    static final int MAX_IDS = 1024;

    private static final int PAYLOAD_OVERHEAD = 64;
    private static final int KEY_BYTES = 1 + SignatureScheme.ED25519.keySize();
    private static final int FIELD_1 = 1 << 3 | 2; // field 1, length-delimited
    private static final int FIELD_2 = 2 << 3 | 2;
    private static final byte[] NOTHING = new byte[0];

    private Frames() {}

    /** The most bytes in a frame with a payload of so many bytes. */
    static int withPayload(int payloadBytes) {
        return payloadBytes + PAYLOAD_OVERHEAD;
    }

    static OutFrame control(FrameType type, MessageLite message) {
        return new OutFrame(type, message.toByteArray(), NOTHING);
    }

    static OutFrame goodbye(GoodbyeCode code, String text) {
        String shortened = text.length() <= 200 ? text : text.substring(0, 200);
        return control(
                FrameType.GOODBYE,
                Wire.Goodbye.newBuilder()
                        .setCode(code.code())
                        .setText(shortened)
                        .build());
    }

    static OutFrame direct(MessageKind kind, byte[] payload) {
        return new OutFrame(FrameType.of(kind), field(new byte[8], 0, FIELD_1, payload.length), payload);
    }

    static OutFrame relay(NodeId target, byte[] payload) {
        byte[] head = new byte[KEY_BYTES + 16];
        return new OutFrame(
                FrameType.RELAY, field(head, putField(head, 0, idBytes(target)), FIELD_2, payload.length), payload);
    }

    static OutFrame relayed(byte[] payload) {
        return new OutFrame(FrameType.RELAYED, field(new byte[8], 0, FIELD_1, payload.length), payload);
    }

    static OutFrame unreachable(NodeId target) {
        return control(
                FrameType.UNREACHABLE,
                Wire.Unreachable.newBuilder()
                        .setTarget(ByteString.copyFrom(idBytes(target)))
                        .build());
    }

    static OutFrame item(Topic topic, Hash id, byte[] payload) {
        byte[] head = new byte[Hash.SIZE + 16];
        return new OutFrame(
                FrameType.of(topic), field(head, putField(head, 0, id.toArray()), FIELD_2, payload.length), payload);
    }

    static OutFrame ids(FrameType type, Topic topic, List<Hash> ids) {
        byte[] joined = new byte[ids.size() * Hash.SIZE];
        for (int i = 0; i < ids.size(); i++) {
            ids.get(i).copyTo(joined, i * Hash.SIZE);
        }
        Wire.Ids message = Wire.Ids.newBuilder()
                .setTopic(topicCode(topic))
                .setIds(ByteString.copyFrom(joined))
                .build();
        return control(type, message);
    }

    /** Reads a control message. */
    static <T extends MessageLite> T read(Parser<T> parser, ByteBuf body) throws ProtocolViolation {
        try {
            return parser.parseFrom(body.nioBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new ProtocolViolation("a frame that cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the payload that fills the rest of a frame. */
    static byte[] readPayload(ByteBuf body, int maxBytes) throws ProtocolViolation {
        return readRest(body, FIELD_1, maxBytes);
    }

    /** Reads the target of a relay; the payload follows, see {@link #readSecond}. */
    static NodeId readTarget(ByteBuf body) throws ProtocolViolation {
        return readId(readFirst(body, KEY_BYTES));
    }

    /** Reads the id of an item; the payload follows, see {@link #readSecond}. */
    static Hash readHash(ByteBuf body) throws ProtocolViolation {
        return Hash.of(readFirst(body, Hash.SIZE));
    }

    /** Reads the payload that follows a target or an id. */
    static byte[] readSecond(ByteBuf body, int maxBytes) throws ProtocolViolation {
        return readRest(body, FIELD_2, maxBytes);
    }

    static NodeId readId(byte[] bytes) throws ProtocolViolation {
        if (bytes.length != KEY_BYTES || bytes[0] != SignatureScheme.ED25519.tag()) {
            throw new ProtocolViolation("a node id that is not an Ed25519 key");
        }
        return new NodeId(new PublicKey(SignatureScheme.ED25519, Bytes.copyOf(bytes, 1, KEY_BYTES - 1)));
    }

    static Topic readTopic(Wire.Ids message) throws ProtocolViolation {
        return switch (message.getTopic()) {
            case 1 -> Topic.TRANSACTIONS;
            case 2 -> Topic.BLOCKS;
            case 3 -> Topic.EVIDENCE;
            default -> throw new ProtocolViolation("unknown topic " + message.getTopic());
        };
    }

    static List<Hash> readIds(Wire.Ids message) throws ProtocolViolation {
        byte[] joined = message.getIds().toByteArray();
        if (joined.length == 0 || joined.length % Hash.SIZE != 0 || joined.length > MAX_IDS * Hash.SIZE) {
            throw new ProtocolViolation("a list of ids of " + joined.length + " bytes");
        }
        List<Hash> ids = new ArrayList<>(joined.length / Hash.SIZE);
        for (int offset = 0; offset < joined.length; offset += Hash.SIZE) {
            ids.add(Hash.of(joined, offset));
        }
        return ids;
    }

    private static int topicCode(Topic topic) {
        return switch (topic) {
            case TRANSACTIONS -> 1;
            case BLOCKS -> 2;
            case EVIDENCE -> 3;
        };
    }

    private static byte[] idBytes(NodeId id) {
        byte[] bytes = new byte[KEY_BYTES];
        bytes[0] = (byte) id.key().scheme().tag();
        id.key().encoded().copyTo(bytes, 1);
        return bytes;
    }

    private static int putField(byte[] head, int at, byte[] value) {
        head[at] = FIELD_1;
        head[at + 1] = (byte) value.length; // below 128, so the length takes one byte
        System.arraycopy(value, 0, head, at + 2, value.length);
        return at + 2 + value.length;
    }

    /** Ends a head with the tag and length of a payload, and cuts it to size. */
    private static byte[] field(byte[] head, int at, int tag, int payloadBytes) {
        int end = at;
        head[end++] = (byte) tag;
        int rest = payloadBytes;
        while (rest > 0x7f) {
            head[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        head[end++] = (byte) rest;
        return java.util.Arrays.copyOf(head, end);
    }

    private static byte[] readFirst(ByteBuf body, int length) throws ProtocolViolation {
        if (body.readableBytes() < 2 + length || body.readByte() != FIELD_1 || body.readByte() != length) {
            throw new ProtocolViolation("a frame that does not begin with " + length + " bytes of id");
        }
        byte[] value = new byte[length];
        body.readBytes(value);
        return value;
    }

    private static byte[] readRest(ByteBuf body, int tag, int maxBytes) throws ProtocolViolation {
        if (!body.isReadable() || body.readByte() != tag) {
            throw new ProtocolViolation("a frame without its payload");
        }
        int length = readLength(body);
        if (length != body.readableBytes()) {
            throw new ProtocolViolation("a payload said to have " + length + " bytes, with " + body.readableBytes());
        }
        if (length > maxBytes) {
            throw new ProtocolViolation("a payload of " + length + " bytes, above " + maxBytes);
        }
        byte[] payload = new byte[length];
        body.readBytes(payload);
        return payload;
    }

    private static int readLength(ByteBuf body) throws ProtocolViolation {
        int value = 0;
        for (int shift = 0; shift < 32 && body.isReadable(); shift += 7) {
            int next = body.readByte();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new ProtocolViolation("a length that cannot be read");
    }
}

package org.tallystick.p2p;

import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Topic;

/** The types of frame, each with its code on the wire, the most bytes that it may have in all its segments, and lane. */
enum FrameType {
    HELLO(1, 1 << 10, Lane.URGENT),
    READY(2, 16, Lane.URGENT),
    GOODBYE(3, 1 << 10, Lane.URGENT),
    PING(4, 16, Lane.URGENT),
    PONG(5, 16, Lane.URGENT),
    PEERS(6, 4 << 10, Lane.PROMPT),
    CONSENSUS(16, Frames.withPayload(MessageKind.CONSENSUS.maxBytes()), Lane.URGENT),
    STATUS(17, Frames.withPayload(MessageKind.STATUS.maxBytes()), Lane.PROMPT),
    SYNC_REQUEST(18, Frames.withPayload(MessageKind.SYNC_REQUEST.maxBytes()), Lane.PROMPT),
    SYNC_RESPONSE(19, Frames.withPayload(MessageKind.SYNC_RESPONSE.maxBytes()), Lane.BULK),
    RELAY(20, Frames.withPayload(MessageKind.CONSENSUS.maxBytes()), Lane.URGENT),
    RELAYED(21, Frames.withPayload(MessageKind.CONSENSUS.maxBytes()), Lane.URGENT),
    UNREACHABLE(22, 64, Lane.PROMPT),
    ANNOUNCE(32, Frames.withPayload(Frames.MAX_IDS * 32), Lane.PROMPT),
    REQUEST(33, Frames.withPayload(Frames.MAX_IDS * 32), Lane.PROMPT),
    MISSING(34, Frames.withPayload(Frames.MAX_IDS * 32), Lane.PROMPT),
    TRANSACTION(35, Frames.withPayload(Topic.TRANSACTIONS.maxBytes()), Lane.BULK),
    BLOCK(36, Frames.withPayload(Topic.BLOCKS.maxBytes()), Lane.BULK),
    EVIDENCE(37, Frames.withPayload(Topic.EVIDENCE.maxBytes()), Lane.BULK);

    private static final FrameType[] BY_CODE = new FrameType[128];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int maxBytes;
    private final Lane lane;

    FrameType(int code, int maxBytes, Lane lane) {
        this.code = code;
        this.maxBytes = maxBytes;
        this.lane = lane;
    }

    int code() {
        return code;
    }

    int maxBytes() {
        return maxBytes;
    }

    Lane lane() {
        return lane;
    }

    /** The type with a code from 0 to 127, or null when there is none. */
    static FrameType ofCode(int code) {
        return BY_CODE[code];
    }

    static FrameType of(MessageKind kind) {
        return switch (kind) {
            case CONSENSUS -> CONSENSUS;
            case STATUS -> STATUS;
            case SYNC_REQUEST -> SYNC_REQUEST;
            case SYNC_RESPONSE -> SYNC_RESPONSE;
        };
    }

    static FrameType of(Topic topic) {
        return switch (topic) {
            case TRANSACTIONS -> TRANSACTION;
            case BLOCKS -> BLOCK;
            case EVIDENCE -> EVIDENCE;
        };
    }
}

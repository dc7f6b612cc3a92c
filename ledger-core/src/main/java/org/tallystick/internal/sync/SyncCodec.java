package org.tallystick.internal.sync;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.internal.sync.wire.Blocks;
import org.tallystick.internal.sync.wire.BlocksRequest;
import org.tallystick.internal.sync.wire.FinalBlockData;
import org.tallystick.internal.sync.wire.SnapshotOffer;
import org.tallystick.internal.sync.wire.SnapshotRequest;
import org.tallystick.internal.sync.wire.StatePart;
import org.tallystick.internal.sync.wire.StateRequest;
import org.tallystick.internal.sync.wire.Status;
import org.tallystick.internal.sync.wire.SyncRequest;
import org.tallystick.internal.sync.wire.SyncResponse;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** The messages of catching up, as protobuf frames around canonical bytes. */
final class SyncCodec {
    /** Most blocks in one answer; more are refused unread. */
    static final int MAX_BLOCKS = 1_024;

    record StatusMessage(long height, Hash head) {}

    /** What a peer asks for. */
    sealed interface Request {}

    /** What it is answered. */
    sealed interface Response {}

    record RequestMessage(long id, long from, int maxBlocks, boolean receipts) implements Request {}

    record SnapshotMessage(long id, long sinceEpoch) implements Request {}

    record StateMessage(long id, Hash root, TriePlace place) implements Request {}

    record BlocksMessage(long id, List<StoredBlock> blocks) implements Response {}

    /** No proof means: none yet. */
    record OfferMessage(long id, Bytes proof, Bytes history, List<Bytes> headers) implements Response {
        static OfferMessage none(long id) {
            return new OfferMessage(id, Bytes.EMPTY, Bytes.EMPTY, List.of());
        }
    }

    record PartMessage(long id, List<byte[]> records, Bytes outline, boolean gone) implements Response {
        static PartMessage gone(long id) {
            return new PartMessage(id, List.of(), Bytes.EMPTY, true);
        }
    }

    private SyncCodec() {}

    static byte[] status(long height, Hash head) {
        return Status.newBuilder()
                .setHeight(height)
                .setHead(ByteString.copyFrom(head.toArray()))
                .build()
                .toByteArray();
    }

    static StatusMessage readStatus(byte[] payload) throws MalformedException {
        try {
            Status status = Status.parseFrom(payload);
            if (status.getHeight() < 0 || status.getHead().size() != Hash.SIZE) {
                throw new MalformedException("a status with a height or hash out of bounds");
            }
            return new StatusMessage(
                    status.getHeight(), Hash.of(status.getHead().toByteArray()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("a status that cannot be read", e);
        }
    }

    static byte[] request(long id, long from, int maxBlocks) {
        return SyncRequest.newBuilder()
                .setBlocks(BlocksRequest.newBuilder().setId(id).setFrom(from).setMaxBlocks(maxBlocks))
                .build()
                .toByteArray();
    }

    static byte[] requestWithReceipts(long id, long from, int maxBlocks) {
        return SyncRequest.newBuilder()
                .setBlocks(BlocksRequest.newBuilder()
                        .setId(id)
                        .setFrom(from)
                        .setMaxBlocks(maxBlocks)
                        .setReceipts(true))
                .build()
                .toByteArray();
    }

    static byte[] snapshotRequest(long id, long sinceEpoch) {
        return SyncRequest.newBuilder()
                .setSnapshot(SnapshotRequest.newBuilder().setId(id).setSinceEpoch(sinceEpoch))
                .build()
                .toByteArray();
    }

    static byte[] stateRequest(long id, Hash root, TriePlace place) {
        return SyncRequest.newBuilder()
                .setState(StateRequest.newBuilder()
                        .setId(id)
                        .setRoot(wrap(root.toBytes()))
                        .setPrefix(wrap(place.prefix().toBytes()))
                        .setDepth(place.depth()))
                .build()
                .toByteArray();
    }

    static Request readRequest(byte[] payload) throws MalformedException {
        try {
            SyncRequest request = SyncRequest.parseFrom(payload);
            return switch (request.getWhatCase()) {
                case BLOCKS -> readBlocksRequest(request.getBlocks());
                case SNAPSHOT -> {
                    if (request.getSnapshot().getSinceEpoch() < 0) {
                        throw new MalformedException("a request for a snapshot with an epoch out of bounds");
                    }
                    yield new SnapshotMessage(
                            request.getSnapshot().getId(), request.getSnapshot().getSinceEpoch());
                }
                case STATE -> readStateRequest(request.getState());
                case WHAT_NOT_SET -> throw new MalformedException("a request for nothing");
            };
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("a request that cannot be read", e);
        }
    }

    private static RequestMessage readBlocksRequest(BlocksRequest request) throws MalformedException {
        if (request.getFrom() < 0 || request.getMaxBlocks() < 1) {
            throw new MalformedException("a request for blocks with numbers out of bounds");
        }
        return new RequestMessage(
                request.getId(),
                request.getFrom(),
                Math.min(MAX_BLOCKS, request.getMaxBlocks()),
                request.getReceipts());
    }

    private static StateMessage readStateRequest(StateRequest request) throws MalformedException {
        if (request.getRoot().size() != Hash.SIZE || request.getPrefix().size() != Hash.SIZE) {
            throw new MalformedException("a request for state without root or place");
        }
        try {
            Hash prefix = Hash.of(request.getPrefix().toByteArray());
            return new StateMessage(
                    request.getId(),
                    Hash.of(request.getRoot().toByteArray()),
                    new TriePlace(prefix, request.getDepth()));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    static byte[] blocksAnswer(long id, List<StoredBlock> blocks) {
        return SyncResponse.newBuilder().setBlocks(toWire(id, blocks)).build().toByteArray();
    }

    static byte[] answer(OfferMessage offer) {
        SnapshotOffer.Builder out = SnapshotOffer.newBuilder()
                .setId(offer.id())
                .setProof(wrap(offer.proof()))
                .setHistory(wrap(offer.history()));
        offer.headers().forEach(header -> out.addHeaders(wrap(header)));
        return SyncResponse.newBuilder().setSnapshot(out).build().toByteArray();
    }

    static byte[] answer(PartMessage part) {
        StatePart.Builder out = StatePart.newBuilder()
                .setId(part.id())
                .setOutline(wrap(part.outline()))
                .setGone(part.gone());
        part.records().forEach(record -> out.addRecords(UnsafeByteOperations.unsafeWrap(record)));
        return SyncResponse.newBuilder().setState(out).build().toByteArray();
    }

    static Response readAnswer(byte[] payload) throws MalformedException {
        try {
            SyncResponse response = SyncResponse.parseFrom(payload);
            return switch (response.getWhatCase()) {
                case BLOCKS -> read(response.getBlocks());
                case SNAPSHOT -> {
                    SnapshotOffer offer = response.getSnapshot();
                    yield new OfferMessage(
                            offer.getId(),
                            Bytes.wrap(offer.getProof().toByteArray()),
                            Bytes.wrap(offer.getHistory().toByteArray()),
                            offer.getHeadersList().stream()
                                    .map(header -> Bytes.wrap(header.toByteArray()))
                                    .toList());
                }
                case STATE -> {
                    StatePart part = response.getState();
                    yield new PartMessage(
                            part.getId(),
                            part.getRecordsList().stream()
                                    .map(ByteString::toByteArray)
                                    .toList(),
                            Bytes.wrap(part.getOutline().toByteArray()),
                            part.getGone());
                }
                case WHAT_NOT_SET -> throw new MalformedException("an answer of nothing");
            };
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("an answer that cannot be read", e);
        }
    }

    static byte[] blocks(long id, List<StoredBlock> blocks) {
        return toWire(id, blocks).toByteArray();
    }

    private static Blocks toWire(long id, List<StoredBlock> blocks) {
        Blocks.Builder message = Blocks.newBuilder().setId(id);
        for (StoredBlock block : blocks) {
            message.addBlocks(FinalBlockData.newBuilder()
                    .setHeader(wrap(block.header()))
                    .setBody(wrap(block.body()))
                    .setCertificate(wrap(block.certificate()))
                    .setReceipts(wrap(block.receipts()))
                    .setNextConfig(wrap(block.nextConfig())));
        }
        return message.build();
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toBuffer());
    }

    static BlocksMessage readBlocks(byte[] payload) throws MalformedException {
        try {
            return read(Blocks.parseFrom(payload));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("blocks that cannot be read", e);
        }
    }

    private static BlocksMessage read(Blocks message) throws MalformedException {
        if (message.getBlocksCount() > MAX_BLOCKS) {
            throw new MalformedException(message.getBlocksCount() + " blocks in one message, at most " + MAX_BLOCKS);
        }
        List<StoredBlock> blocks = new ArrayList<>(message.getBlocksCount());
        for (FinalBlockData block : message.getBlocksList()) {
            blocks.add(new StoredBlock(
                    Bytes.wrap(block.getHeader().toByteArray()),
                    Bytes.wrap(block.getBody().toByteArray()),
                    Bytes.wrap(block.getCertificate().toByteArray()),
                    Bytes.wrap(block.getReceipts().toByteArray()),
                    Bytes.wrap(block.getNextConfig().toByteArray())));
        }
        return new BlocksMessage(message.getId(), blocks);
    }
}

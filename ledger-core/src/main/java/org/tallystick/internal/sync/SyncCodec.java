package org.tallystick.internal.sync;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.sync.wire.Blocks;
import org.tallystick.internal.sync.wire.BlocksRequest;
import org.tallystick.internal.sync.wire.FinalBlockData;
import org.tallystick.internal.sync.wire.Status;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** The messages of catching up, as protobuf frames around canonical bytes. */
final class SyncCodec {
    /** Most blocks in one answer; more are refused unread. */
    static final int MAX_BLOCKS = 1_024;

    record StatusMessage(long height, Hash head) {}

    record RequestMessage(long id, long from, int maxBlocks) {}

    record BlocksMessage(long id, List<StoredBlock> blocks) {}

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
        return BlocksRequest.newBuilder()
                .setId(id)
                .setFrom(from)
                .setMaxBlocks(maxBlocks)
                .build()
                .toByteArray();
    }

    static RequestMessage readRequest(byte[] payload) throws MalformedException {
        try {
            BlocksRequest request = BlocksRequest.parseFrom(payload);
            if (request.getFrom() < 0 || request.getMaxBlocks() < 1) {
                throw new MalformedException("a request for blocks with numbers out of bounds");
            }
            return new RequestMessage(request.getId(), request.getFrom(), Math.min(MAX_BLOCKS, request.getMaxBlocks()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("a request that cannot be read", e);
        }
    }

    static byte[] blocks(long id, List<StoredBlock> blocks) {
        Blocks.Builder message = Blocks.newBuilder().setId(id);
        for (StoredBlock block : blocks) {
            message.addBlocks(FinalBlockData.newBuilder()
                    .setHeader(wrap(block.header()))
                    .setBody(wrap(block.body()))
                    .setCertificate(wrap(block.certificate())));
        }
        return message.build().toByteArray();
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toBuffer());
    }

    static BlocksMessage readBlocks(byte[] payload) throws MalformedException {
        try {
            Blocks message = Blocks.parseFrom(payload);
            if (message.getBlocksCount() > MAX_BLOCKS) {
                throw new MalformedException(
                        message.getBlocksCount() + " blocks in one message, at most " + MAX_BLOCKS);
            }
            List<StoredBlock> blocks = new ArrayList<>(message.getBlocksCount());
            for (FinalBlockData block : message.getBlocksList()) {
                blocks.add(new StoredBlock(
                        Bytes.wrap(block.getHeader().toByteArray()),
                        Bytes.wrap(block.getBody().toByteArray()),
                        Bytes.wrap(block.getCertificate().toByteArray())));
            }
            return new BlocksMessage(message.getId(), blocks);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("blocks that cannot be read", e);
        }
    }
}

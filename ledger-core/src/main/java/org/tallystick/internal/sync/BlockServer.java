package org.tallystick.internal.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.sync.SyncCodec.OfferMessage;
import org.tallystick.internal.sync.SyncCodec.RequestMessage;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.NodeId;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Topic;

/**
 * Gives final blocks, and parts of snapshots, to peers that ask: at most two requests of a peer at a time, as it may catch
 * up and repair something beside it, and a few megabytes an answer. What a peer asks beyond that is dropped.
 */
public final class BlockServer {
    private static final Logger LOG = LoggerFactory.getLogger(BlockServer.class);
    private static final long BYTES_AN_ANSWER = 4L << 20;
    private static final int BEYOND = 64;
    private static final int MOST_OF_A_PEER = 2;
    /** What the frame around blocks may take, and the certificate and header of a block of the largest size. */
    private static final int FRAME = 1 << 20;

    private static final long MOST_BYTES = (long) MessageKind.SYNC_RESPONSE.maxBytes() - FRAME;
    private static final int BLOCKS_OF_NEWS = 16;

    private final Executor thread;
    private final FinalChain chain;
    private final SnapshotServer snapshots;
    private final BiConsumer<NodeId, byte[]> answers;
    private final BiConsumer<NodeId, String> penalties;
    private final Consumer<OptionalLong> damaged;
    private final Map<NodeId, Integer> serving = new ConcurrentHashMap<>();

    /**
     * Serves from a chain.
     *
     * @param answers sends an answer
     * @param penalties reports a peer that broke the rules
     * @param damaged is told of what cannot be read: the height of a block, if it is known which
     */
    public BlockServer(
            NodeRuntime runtime,
            FinalChain chain,
            BiConsumer<NodeId, byte[]> answers,
            BiConsumer<NodeId, String> penalties,
            Consumer<OptionalLong> damaged) {
        this.thread = runtime.serial("serve");
        this.chain = chain;
        this.snapshots = new SnapshotServer(runtime, chain, thread, SnapshotServer.BYTES_A_PART);
        this.answers = answers;
        this.penalties = penalties;
        this.damaged = damaged;
    }

    /** A peer asks. Called from I/O threads. */
    public void request(NodeId peer, byte[] payload) {
        if (serving.merge(peer, 1, Integer::sum) > MOST_OF_A_PEER) {
            served(peer);
            return;
        }
        thread.execute(() -> {
            try {
                answers.accept(peer, answer(SyncCodec.readRequest(payload)));
            } catch (MalformedException e) {
                penalties.accept(peer, e.getMessage());
            } finally {
                served(peer);
            }
        });
    }

    private void served(NodeId peer) {
        serving.computeIfPresent(peer, (unused, open) -> open == 1 ? null : open - 1);
    }

    private byte[] answer(SyncCodec.Request request) {
        if (request instanceof SyncCodec.SnapshotMessage snapshot) {
            OfferMessage none = OfferMessage.none(snapshot.id());
            return SyncCodec.answer(
                    orDamaged(() -> snapshots.offer(snapshot.id(), snapshot.sinceEpoch()), OptionalLong.empty(), none));
        } else if (request instanceof SyncCodec.StateMessage state) {
            return SyncCodec.answer(snapshots.part(state.id(), state.root(), state.place()));
        }
        RequestMessage blocks = (RequestMessage) request;
        return SyncCodec.blocksAnswer(
                blocks.id(), orDamaged(() -> read(blocks), OptionalLong.of(blocks.from()), List.of()));
    }

    private List<StoredBlock> read(RequestMessage wanted) {
        return wanted.receipts()
                ? chain.reader().withReceipts(wanted.from(), wanted.maxBlocks(), BYTES_AN_ANSWER, MOST_BYTES)
                : chain.reader().range(wanted.from(), wanted.maxBlocks(), BYTES_AN_ANSWER, BEYOND, MOST_BYTES);
    }

    /** Damage in an old block is no reason to stop: whoever asks has others to ask. */
    private <T> T orDamaged(Supplier<T> read, OptionalLong height, T nothing) {
        try {
            return read.get();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            LOG.warn("what a peer asks for cannot be read", e);
            damaged.accept(height);
            return nothing;
        }
    }

    /** A block has become the last final one; on the thread that made it so, before anything else does. */
    public void finalized(BlockHeader head) {
        snapshots.finalized(head);
    }

    /** What a node says of where it stands. */
    public static byte[] statusOf(BlockState head) {
        return SyncCodec.status(head.height(), head.hash());
    }

    /**
     * Newly final blocks for gossip; the certificate is the last one's. Empty when they are so many that they are no
     * news but were fetched from others, or more than a message holds: whoever lacks them asks for them.
     */
    public static Optional<byte[]> gossipOf(List<BlockState> blocks, Bytes certificate) {
        long bytes = blocks.stream().mapToLong(block -> block.body().size()).sum();
        if (blocks.size() > BLOCKS_OF_NEWS || (blocks.size() > 1 && bytes > Topic.BLOCKS.maxBytes() - FRAME)) {
            return Optional.empty();
        }
        List<StoredBlock> stored = new ArrayList<>();
        for (BlockState block : blocks) {
            boolean last = stored.size() == blocks.size() - 1;
            stored.add(new StoredBlock(
                    HeaderCodec.encode(block.header()), block.body(), last ? certificate : Bytes.EMPTY));
        }
        return Optional.of(SyncCodec.blocks(0, stored));
    }
}

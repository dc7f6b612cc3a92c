package org.tallystick.benchmarks.endure;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.ChainReader;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.sync.wire.Blocks;
import org.tallystick.internal.sync.wire.BlocksRequest;
import org.tallystick.internal.sync.wire.FinalBlockData;
import org.tallystick.internal.sync.wire.Status;
import org.tallystick.internal.sync.wire.SyncRequest;
import org.tallystick.internal.sync.wire.SyncResponse;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Transport;
import org.tallystick.testkit.node.SilentNetwork;

/**
 * A chain as its blocks and certificates are stored, in memory, and a peer that has it: each node that is opened on this
 * transport sees that one peer and can fetch the chain from it, at the price of copying bytes. So what a node that imports
 * takes is measured without another's reading, encoding and encryption.
 */
final class ChainInMemory implements Transport {
    private static final long BYTES_AN_ANSWER = 4L << 20; // as a node answers

    private final NodeId peer;
    private final List<StoredBlock> blocks = new ArrayList<>(); // by height; none at 0
    private final List<FinalBlockData> encoded = new ArrayList<>();

    /** Reads the chain, with what is signed in it, from where no node is open. */
    ChainInMemory(Storage storage, Genesis genesis, NodeId peer) {
        this.peer = peer;
        try (LedgerStore store = storage.open(GenesisCodec.chainId(genesis), NodeAssembly.SCHEMA_VERSION)) {
            ChainReader reader = new ChainReader(store);
            for (long height = 0; ; height++) {
                Optional<StoredBlock> block = reader.stored(height);
                if (block.isEmpty()) {
                    return;
                }
                blocks.add(block.get());
                encoded.add(FinalBlockData.newBuilder()
                        .setHeader(wrap(block.get().header()))
                        .setBody(wrap(block.get().body()))
                        .setCertificate(wrap(block.get().certificate()))
                        .build());
            }
        }
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toBuffer());
    }

    /** The height of the last block. */
    long last() {
        return blocks.size() - 1L;
    }

    /** The transactions of some blocks, the first included and the last, too. */
    List<EncodedTransaction> transactions(long from, long to) {
        List<EncodedTransaction> all = new ArrayList<>();
        for (long height = from; height <= to; height++) {
            Bytes body = blocks.get((int) height).body();
            try {
                all.addAll(BlockCodec.decodeBody(body, Integer.MAX_VALUE, body.size()));
            } catch (MalformedException e) {
                throw new IllegalStateException("block " + height + " cannot be read", e);
            }
        }
        return all;
    }

    @Override
    public Network open(NetworkContext context, NetworkListener listener) {
        return new Peer(listener);
    }

    private final class Peer extends SilentNetwork {
        private final NetworkListener listener;
        private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "peer"));

        Peer(NetworkListener listener) {
            this.listener = listener;
            byte[] status = Status.newBuilder()
                    .setHeight(last())
                    .setHead(ByteString.copyFrom(Hash.ZERO.toArray()))
                    .build()
                    .toByteArray();
            thread.execute(() -> {
                listener.onConnected(peer);
                listener.onMessage(peer, MessageKind.STATUS, status);
            });
        }

        @Override
        public boolean send(NodeId to, MessageKind kind, byte[] payload) {
            if (kind == MessageKind.SYNC_REQUEST) {
                thread.execute(() -> listener.onMessage(peer, MessageKind.SYNC_RESPONSE, answer(payload)));
            }
            return true;
        }

        private byte[] answer(byte[] payload) {
            BlocksRequest request;
            try {
                request = SyncRequest.parseFrom(payload).getBlocks();
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalArgumentException("not a request", e);
            }
            Blocks.Builder answer = Blocks.newBuilder().setId(request.getId());
            long bytes = 0;
            for (long height = request.getFrom(); height <= last(); height++) {
                StoredBlock block = blocks.get((int) height);
                answer.addBlocks(encoded.get((int) height));
                bytes += block.size();
                boolean enough = bytes >= BYTES_AN_ANSWER || answer.getBlocksCount() >= request.getMaxBlocks();
                if (enough && block.certificate().size() > 0) {
                    break;
                }
            }
            return SyncResponse.newBuilder().setBlocks(answer).build().toByteArray();
        }

        @Override
        public void penalize(NodeId one, String reason) {
            throw new IllegalStateException("the chain is refused: " + reason);
        }

        @Override
        public void close() {
            thread.shutdown();
        }
    }
}

package org.tallystick.internal.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofResult;
import org.tallystick.internal.chain.ChainReader;
import org.tallystick.internal.chain.ChainView;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.ProofMaker;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.execution.TrieOutline;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.internal.sync.SyncCodec.OfferMessage;
import org.tallystick.internal.sync.SyncCodec.PartMessage;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;

/**
 * Gives the state after a recent block to nodes that join. A view of the store is taken only when somebody wants one: at
 * once on an idle chain, and otherwise after the first block of each slot of {@value #SLOT_MS} ms of block time, so that
 * all nodes that are asked have the same one. At most {@value #MOST_VIEWS} are kept, each for a bounded time.
 */
public final class SnapshotServer {
    private static final long SLOT_MS = 10_000;
    private static final int MOST_VIEWS = 3;
    private static final long WANTED_NANOS = 60_000_000_000L;
    private static final long LONGEST_NANOS = 600_000_000_000L;
    private static final long IDLE_NANOS = 1_500_000_000L;
    /** Records of a part, in bytes; beyond, the place is split. */
    static final int BYTES_A_PART = 512 << 10;

    private static final int LEVELS = 4;

    private static final class Kept {
        private final ChainView view;
        private final long taken;
        private long used;

        Kept(ChainView view, long now) {
            this.view = view;
            this.taken = now;
            this.used = now;
        }
    }

    private final NodeRuntime runtime;
    private final FinalChain chain;
    private final Executor thread;
    private final int bytesAPart;
    private final Deque<Kept> kept = new ArrayDeque<>(); // on the thread; newest first
    private volatile long wantedUntil;
    private volatile long lastBlock;
    private volatile long lastSlot;

    /** On the thread on which blocks are served. */
    SnapshotServer(NodeRuntime runtime, FinalChain chain, Executor thread, int bytesAPart) {
        this.runtime = runtime;
        this.chain = chain;
        this.thread = thread;
        this.bytesAPart = bytesAPart;
        this.wantedUntil = runtime.nanoTime();
        this.lastBlock = runtime.nanoTime() - IDLE_NANOS;
        this.lastSlot = slot(chain.head().header());
    }

    private static long slot(BlockHeader header) {
        return header.timestamp() / SLOT_MS;
    }

    /** A block has become the last final one; on the thread that made it so, before anything else does. */
    void finalized(BlockHeader head) {
        long now = runtime.nanoTime();
        lastBlock = now;
        boolean next = slot(head) != lastSlot;
        lastSlot = slot(head);
        if (next && now - wantedUntil < 0) {
            ChainView view = chain.view();
            thread.execute(() -> keep(new Kept(view, now)));
        }
    }

    private void keep(Kept one) {
        kept.addFirst(one);
        tidy(one.taken);
        if (kept.size() > MOST_VIEWS) {
            Kept least = kept.getLast();
            for (Kept other : kept) {
                least = other != one && other.used - least.used < 0 ? other : least;
            }
            kept.remove(least);
            least.view.close();
        }
    }

    /** Lets go of what nobody asks for, or what somebody asks for all too long. */
    private void tidy(long now) {
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Kept one = all.next();
            if (now - one.used > WANTED_NANOS || now - one.taken > LONGEST_NANOS) {
                one.view.close();
                all.remove();
            }
        }
    }

    /** The newest snapshot there is; on the thread. */
    OfferMessage offer(long id, long sinceEpoch) {
        long now = runtime.nanoTime();
        wantedUntil = now + WANTED_NANOS;
        tidy(now);
        BlockHeader head = chain.head().header();
        boolean newest = !kept.isEmpty() && kept.getFirst().view.head().header().equals(head);
        if (!newest && head.height() > 0 && now - lastBlock >= IDLE_NANOS) {
            keep(new Kept(chain.view(), now));
        }
        if (kept.isEmpty()) {
            return OfferMessage.none(id);
        }
        Kept one = kept.getFirst();
        one.used = now;
        ProofRequest request = ProofRequest.block(one.view.head().height()).since(sinceEpoch);
        ProofResult proof = ProofMaker.make(one.view, request);
        Optional<Bytes> history = ProofMaker.historyBelow(one.view);
        List<Bytes> headers = new ChainReader(one.view.snapshot())
                .headersBelow(one.view.head().height(), Snapshot.HEADERS_BELOW);
        return proof instanceof ProofResult.Made made && history.isPresent()
                ? new OfferMessage(id, made.proof().toBytes(), history.get(), headers)
                : OfferMessage.none(id);
    }

    /** What stands at a place of a snapshot; on the thread. */
    PartMessage part(long id, Hash root, TriePlace place) {
        for (Kept one : kept) {
            if (one.view.head().header().stateRoot().equals(root)) {
                one.used = runtime.nanoTime();
                try {
                    return part(id, one.view, place);
                } catch (StorageException e) {
                    if (e.kind() == StorageException.Kind.CLOSED) {
                        break;
                    }
                    throw e;
                }
            }
        }
        return PartMessage.gone(id);
    }

    private PartMessage part(long id, ChainView view, TriePlace place) {
        List<byte[]> records = new ArrayList<>();
        long[] bytes = {0};
        boolean[] full = {false};
        Optional<TrieOutline> outline = view.head().tree().outline(place, LEVELS);
        view.snapshot().scan(Column.STATE, place.first(), place.beyond(), (key, record) -> {
            records.add(record);
            bytes[0] += record.length;
            full[0] = outline.isPresent() && bytes[0] > bytesAPart;
            return !full[0];
        });
        return full[0]
                ? new PartMessage(id, List.of(), outline.get().encode(), false)
                : new PartMessage(id, records, Bytes.EMPTY, false);
    }
}

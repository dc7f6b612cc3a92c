package org.tallystick.consensus.fork;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.storage.VoteJournal;

/**
 * The durable memory of the blocks that this node made: each is on disk before anyone sees it, so that after a restart it
 * can be told again, and no other is ever made at its height. The blocks of others that it builds on are there too, so that
 * no stop of all nodes at once takes away what one of them holds final because of them. Every record carries the greatest such height, and the last
 * record is never forgotten.
 */
public final class OwnBlocks {
    private static final int CONFIRMED = 1;
    private static final int BLOCK = 2;
    private static final int KEPT = 3;
    private static final int KEPT_UNCONFIRMED = 4;

    private final long epoch;
    private final ForkOutbox out;
    private final List<SealedBlock> unfinal = new ArrayList<>();
    private final List<SealedBlock> replayed = new ArrayList<>(); // all, in the order of writing
    private final Map<Hash, Long> recorded = new HashMap<>(); // with their heights
    private boolean empty = true;
    private long highest;

    OwnBlocks(long epoch, ForkOutbox out) {
        this.epoch = epoch;
        this.out = out;
    }

    void replay(List<VoteJournal.Entry> entries) {
        for (VoteJournal.Entry entry : entries) {
            try {
                read(CanonicalReader.of(Bytes.wrap(entry.data())));
            } catch (MalformedException e) {
                // The storage has excluded damage, so this is another program's journal: nothing of it can be trusted.
                throw new IllegalStateException("a journal record cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private void read(CanonicalReader in) throws MalformedException {
        int kind = in.u8("kind");
        long of = in.u64("epoch");
        long upTo = in.u64("highest");
        if (kind < CONFIRMED || kind > KEPT_UNCONFIRMED) {
            throw new MalformedException("no record has kind " + kind);
        }
        SealedBlock block = kind == CONFIRMED ? null : ForkCodec.readBlock(in);
        in.end("journal record");
        if (of != epoch) {
            return;
        }
        empty &= kind == KEPT_UNCONFIRMED;
        highest = Math.max(highest, upTo);
        if (block != null) {
            replayed.add(block);
            recorded.put(block.hash(), block.height());
        }
        if (kind == BLOCK) {
            unfinal.add(block);
        }
    }

    /** Takes out what was read back, in the order of writing. */
    List<SealedBlock> takeReplayed() {
        List<SealedBlock> all = List.copyOf(replayed);
        replayed.clear();
        return all;
    }

    /** Whether it is not known to be complete: nothing but others' blocks was ever written in this epoch. */
    public boolean isEmpty() {
        return empty;
    }

    /** The greatest height at which a block was made here, or may have been. */
    public long highest() {
        return highest;
    }

    /** A block of this node's making, up to a height, is known elsewhere. */
    public void raise(long height) {
        highest = Math.max(highest, height);
    }

    /** Those above the last final block, as far as is known. */
    List<SealedBlock> unfinal() {
        return unfinal;
    }

    /** From now on the memory is complete. */
    public void confirm() {
        empty = false;
        write(CONFIRMED, highest, null);
    }

    /** Remembers a block; it may be told in the same breath. */
    public void add(SealedBlock block) {
        highest = Math.max(highest, block.height());
        unfinal.add(block);
        empty = false;
        recorded.put(block.hash(), block.height());
        write(BLOCK, block.height(), block);
    }

    /** Remembers a block that this node builds on, whoever made it; what rests on it is told later. */
    void keep(SealedBlock block) {
        if (recorded.putIfAbsent(block.hash(), block.height()) == null) {
            write(empty ? KEPT_UNCONFIRMED : KEPT, block.height(), block);
        }
    }

    private void write(int kind, long position, SealedBlock block) {
        CanonicalWriter record = new CanonicalWriter(block == null ? 32 : 1024 + block.size())
                .u8(kind)
                .u64(epoch)
                .u64(highest);
        if (block != null) {
            ForkCodec.write(block, record);
        }
        out.emit(new Effect.Persist(position, record.toBytes()));
    }

    void prune(long finalHeight) {
        unfinal.removeIf(block -> block.height() <= finalHeight);
        if (recorded.values().removeIf(height -> height <= finalHeight)) {
            out.emit(new Effect.Discard(finalHeight + 1));
        }
    }
}

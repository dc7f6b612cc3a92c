package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.storage.VoteJournal;

/**
 * The validator's durable memory (rule: durable before sent). Every record carries two numbers besides its items: the
 * floor, below which records may have been forgotten, and the highest view voted in so far. As the last record is
 * never forgotten, both are known exactly after a restart, so that "I did not vote there" and "I do not remember" are
 * never confused.
 */
final class Journal {
    /** What a record is for. */
    enum Kind {
        /** The journal is known to be complete from here on. */
        CONFIRMED(1),
        /** Votes were lost; this validator stays silent for the epoch. */
        LOST(2),
        /** Votes, the blocks they name, and certificates. */
        ITEMS(3),
        /** This node was here before the epoch ended, so the journal holds all that it will say in the next one. */
        WITNESS(4);

        private final int tag;

        Kind(int tag) {
            this.tag = tag;
        }
    }

    /**
     * What was read back.
     *
     * @param empty whether nothing of this epoch was there
     * @param lost whether the loss of votes had been noted
     * @param witnessed whether the epoch was known to be open
     * @param vouched whether records of the epoch before say that nothing was said in this one before it began
     * @param items all votes, proposals and certificates, in the order of writing
     */
    record Replay(boolean empty, boolean lost, boolean witnessed, boolean vouched, List<Item> items) {}

    private static final int VIEW_BITS = 40;

    private final Committee committee;
    private final MessageCodec codec;
    private final Outbox out;
    private long floor;
    private long writtenFloor;
    private long discarded;
    private long highestVoted;
    private long openFrom;
    private boolean begun;
    private boolean cleared;

    Journal(Committee committee, MessageCodec codec, Outbox out) {
        this.committee = committee;
        this.codec = codec;
        this.out = out;
    }

    /** Votes are cast only in views from here on: what was said in earlier ones may be forgotten. */
    long openFrom() {
        return openFrom;
    }

    /** The highest view in which this validator has voted. */
    long highestVoted() {
        return highestVoted;
    }

    /** Makes votes and what they rest on durable. All items are of the given view. */
    void write(long view, List<Item> items) {
        for (Item item : items) {
            if (item instanceof Vote || item instanceof Proposal) {
                highestVoted = Math.max(highestVoted, view);
            }
        }
        append(Kind.ITEMS, view, codec.encode(new Envelope(false, items)));
    }

    /** Makes a decision about the journal itself durable. */
    void mark(Kind kind) {
        append(kind, floor, Bytes.EMPTY);
    }

    /** Views below are closed for good; records of them may go once a later record says so. */
    void raiseFloor(long view) {
        floor = Math.max(floor, view);
    }

    private void append(Kind kind, long view, Bytes envelope) {
        if (begun && !cleared && committee.epoch() > 0) {
            // The epoch has a record of its own: those of earlier ones, which are closed for ever, may go.
            cleared = true;
            out.emit(new Effect.Discard(position(0)));
        }
        begun = true;
        if (writtenFloor > discarded) {
            discarded = writtenFloor;
            out.emit(new Effect.Discard(position(discarded)));
        }
        CanonicalWriter record = new CanonicalWriter(64 + envelope.size());
        record.u8(kind.tag).u64(committee.epoch()).u64(floor).u64(highestVoted).bytes32(envelope);
        writtenFloor = floor;
        out.emit(new Effect.Persist(position(view), Bytes.wrap(record.toArray())));
    }

    private long position(long view) {
        return committee.epoch() << VIEW_BITS | view;
    }

    /**
     * Reads back what was written.
     *
     * @throws IllegalStateException when a record is not one of ours; the disk's own errors are found by the storage
     */
    Replay replay(List<VoteJournal.Entry> entries) {
        List<Item> items = new ArrayList<>();
        boolean voted = false;
        boolean lost = false;
        boolean witnessed = false;
        boolean before = false;
        boolean lostBefore = false;
        boolean witnessedBefore = false;
        for (VoteJournal.Entry entry : entries) {
            try {
                CanonicalReader in = new CanonicalReader(entry.data());
                int tag = in.u8("kind of record");
                long epoch = in.u64("epoch");
                if (epoch == committee.epoch() - 1) {
                    before |= tag != Kind.WITNESS.tag;
                    lostBefore |= tag == Kind.LOST.tag;
                    witnessedBefore |= tag == Kind.WITNESS.tag;
                }
                if (epoch != committee.epoch()) {
                    continue;
                }
                begun = true;
                voted |= tag != Kind.WITNESS.tag;
                floor = Math.max(floor, in.u64("floor"));
                highestVoted = Math.max(highestVoted, in.u64("highest view voted in"));
                Bytes envelope = in.bytes32("items", VoteJournal.MAX_RECORD);
                in.end("record");
                if (tag == Kind.ITEMS.tag) {
                    items.addAll(codec.decode(envelope).items());
                } else if (tag == Kind.LOST.tag) {
                    lost = true;
                } else if (tag == Kind.WITNESS.tag) {
                    witnessed = true;
                } else if (tag != Kind.CONFIRMED.tag) {
                    throw new MalformedException("unknown kind of record " + tag);
                }
            } catch (MalformedException e) {
                throw new IllegalStateException(
                        "the vote journal holds a record at position " + entry.position()
                                + " that this version did not write: " + e.getMessage(),
                        e);
            }
        }
        openFrom = floor;
        writtenFloor = floor;
        discarded = floor;
        boolean vouched = witnessedBefore || (before && !lostBefore);
        return new Replay(!voted, lost, witnessed, vouched, items);
    }

    /** The records of epochs after one; what cannot be read is kept for the epoch that will try. */
    static List<VoteJournal.Entry> after(List<VoteJournal.Entry> entries, long epoch) {
        return entries.stream()
                .filter(entry -> entry.position() >>> VIEW_BITS > epoch)
                .toList();
    }
}

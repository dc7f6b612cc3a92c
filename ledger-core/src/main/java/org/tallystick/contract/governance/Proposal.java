package org.tallystick.contract.governance;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * What a governor wants to be decided.
 *
 * @param epoch the epoch that it would end; in any other it is void
 * @param atHeight the height of the last block of that epoch, or 0 for the earliest possible; where that height has
 *     passed when everything is together, the earliest possible as well
 * @param validUntil until when it can be decided, in milliseconds since 1970-01-01T00:00Z by the clock of blocks
 * @param changes one after another, 1 to {@link Changes#MAX}
 * @param reason for people, at most {@link #MAX_REASON} bytes of UTF-8
 * @param evidence ids of kept proofs that speak for it, at most {@link #MAX_EVIDENCE}
 */
public record Proposal(
        long epoch, long atHeight, long validUntil, List<Change> changes, String reason, List<Hash> evidence) {
    /** The most bytes in the reason. */
    public static final int MAX_REASON = 1024;

    /** The most proofs cited. */
    public static final int MAX_EVIDENCE = 16;

    /** Checks the bounds and copies the lists. */
    public Proposal {
        changes = List.copyOf(changes);
        evidence = List.copyOf(evidence);
        if (epoch < 0 || atHeight < 0 || validUntil < 0) {
            throw new IllegalArgumentException("epoch, height and time of a proposal are not negative");
        }
        if (changes.isEmpty() || changes.size() > Changes.MAX || evidence.size() > MAX_EVIDENCE) {
            throw new IllegalArgumentException("a proposal has 1 to 64 changes and cites at most 16 proofs");
        }
        if (Bytes.utf8(reason).size() > MAX_REASON) {
            throw new IllegalArgumentException("a reason has at most 1024 bytes");
        }
    }

    /**
     * Whether it counts still: its epoch is the present one, and its time is not over.
     *
     * @param now the epoch in force
     * @param timestamp of the block in which it is asked, in milliseconds since 1970-01-01T00:00Z
     */
    public boolean isAlive(long now, long timestamp) {
        return epoch == now && validUntil >= timestamp;
    }

    /** A proposal to be carried out as soon as possible. */
    public static Proposal of(long epoch, long validUntil, Change... changes) {
        return new Proposal(epoch, 0, validUntil, List.of(changes), "", List.of());
    }

    void write(CanonicalWriter out) {
        out.u64(epoch).u64(atHeight).u64(validUntil).u8(changes.size());
        changes.forEach(change -> Changes.write(change, out));
        out.text(reason).u8(evidence.size());
        evidence.forEach(out::hash);
    }

    static Proposal read(CanonicalReader in) throws MalformedException {
        long epoch = in.u64("epoch");
        long atHeight = in.u64("height");
        long validUntil = in.u64("valid until");
        int count = in.u8("number of changes");
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(Changes.read(in));
        }
        String reason = in.text("reason", MAX_REASON);
        int cited = in.u8("number of proofs");
        List<Hash> evidence = new ArrayList<>();
        for (int i = 0; i < cited; i++) {
            evidence.add(in.hash("id of a proof"));
        }
        try {
            return new Proposal(epoch, atHeight, validUntil, changes, reason, evidence);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("proposal: " + e.getMessage(), e);
        }
    }
}

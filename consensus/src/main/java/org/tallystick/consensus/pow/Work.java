package org.tallystick.consensus.pow;

import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;

/**
 * What a header carries for this engine.
 *
 * @param epoch the epoch
 * @param quiet how many blocks without transactions stand directly below, at most as many as make a block final
 * @param clock what the chain's clock shows at the parent, in ms: time during which there was something to do
 * @param parentTime the parent's timestamp
 * @param target what the proof must not exceed, in compact form
 * @param nonce what was varied until it did not; the last bytes of the header's encoding
 */
record Work(long epoch, int quiet, long clock, long parentTime, int target, long nonce) {
    /** Bytes of the nonce, with which an encoded header ends. */
    static final int NONCE_BYTES = 8;

    private static final int VERSION = 1;

    /** The same with another nonce. */
    Work with(long other) {
        return new Work(epoch, quiet, clock, parentTime, target, other);
    }

    Bytes encode() {
        return new CanonicalWriter(40)
                .u8(VERSION)
                .u64(epoch)
                .u8(quiet)
                .u64(clock)
                .u64(parentTime)
                .u32(target)
                .u64(nonce)
                .toBytes();
    }

    /** What a header carries; empty when it is not one of this engine's. */
    static Optional<Work> of(BlockHeader header) {
        CanonicalReader in = CanonicalReader.of(header.engineFields());
        try {
            if (in.u8("version") != VERSION) {
                return Optional.empty();
            }
            Work work = new Work(
                    in.u64("epoch"),
                    in.u8("quiet"),
                    in.u64("clock"),
                    in.u64("parent's time"),
                    in.u32("target", Integer.MAX_VALUE),
                    in.u64("nonce"));
            in.end("engine fields");
            return Optional.of(work);
        } catch (MalformedException e) {
            return Optional.empty(); // the caller says what is wrong
        }
    }
}

package org.tallystick.consensus.fork;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * The certificate of a block that is final by what was built on it: its own seal, and the headers and seals of the blocks
 * on top of it.
 *
 * @param seal of the block itself
 * @param above the blocks on top, the nearest first
 */
record HeaderPath(Bytes seal, List<Step> above) {
    private static final int VERSION = 1;

    /** A header on the path. */
    record Step(BlockHeader header, Hash hash, Bytes seal) {}

    HeaderPath {
        above = List.copyOf(above);
    }

    /** The path from the first of some blocks to the last. */
    static HeaderPath of(List<SealedBlock> blocks) {
        List<Step> above = blocks.subList(1, blocks.size()).stream()
                .map(block -> new Step(block.header(), block.hash(), block.seal()))
                .toList();
        return new HeaderPath(blocks.get(0).seal(), above);
    }

    Bytes encode() {
        CanonicalWriter out = new CanonicalWriter(64 + 600 * above.size())
                .u8(VERSION)
                .bytes16(seal)
                .u16(above.size());
        above.forEach(step -> ForkCodec.writeSealed(step.header(), step.seal(), out));
        return out.toBytes();
    }

    /** Decodes a path of exactly {@code depth} blocks on top. */
    static HeaderPath decode(Bytes encoded, int depth) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        if (in.u8("version") != VERSION) {
            throw new MalformedException("a certificate of another version");
        }
        Bytes seal = in.bytes16("seal", ForkLimits.MAX_SEAL);
        int count = in.u16("number of headers");
        if (count != depth) {
            throw new MalformedException(count + " headers where " + depth + " make a block final");
        }
        List<Step> above = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Bytes header = in.bytes16("header", ForkLimits.MAX_HEADER);
            above.add(new Step(
                    ForkCodec.readHeader(header), HeaderCodec.hash(header), in.bytes16("seal", ForkLimits.MAX_SEAL)));
        }
        in.end("certificate");
        return new HeaderPath(seal, above);
    }
}

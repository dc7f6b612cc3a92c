package org.tallystick.internal.chain;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.proof.EpochStep;
import org.tallystick.proof.Proof;

/**
 * A final block from whose state a node may begin.
 *
 * @param header the block's
 * @param certificate proof that this very block is final
 * @param history the tree over the hashes of all blocks below it
 * @param below the headers right below it, the highest first, as many as there are up to {@link #HEADERS_BELOW}: what
 *     execution may look back to
 * @param steps how the validators changed until then, as far as it was proven
 */
public record Snapshot(
        BlockHeader header, Bytes certificate, MerkleFrontier history, List<BlockHeader> below, List<EpochStep> steps) {
    /** How many headers below the block come with it. */
    public static final int HEADERS_BELOW = 256;

    private static final int MAX_HEADER = 4 << 10;
    private static final int MAX_CERTIFICATE = 16 << 20;

    /** Checks that history and headers are those that the header states, and copies the lists. */
    public Snapshot {
        steps = List.copyOf(steps);
        below = List.copyOf(below);
        if (below.size() != Math.min(HEADERS_BELOW, header.height())) {
            throw new IllegalArgumentException(
                    below.size() + " headers below block " + header.height() + ", not as many as there are");
        }
        Hash parent = header.parent();
        for (BlockHeader one : below) {
            if (!HeaderCodec.hash(one).equals(parent)) {
                throw new IllegalArgumentException("the headers below block " + header.height() + " are not its own");
            }
            parent = one.parent();
        }
        if (history.size() != header.height() || !history.root().equals(header.historyRoot())) {
            throw new IllegalArgumentException("another history than that below block " + header.height());
        }
    }

    /** The block's hash. */
    public Hash hash() {
        return HeaderCodec.hash(header);
    }

    /** What is written down while its state is being put in place of another. */
    record Plan(Snapshot snapshot, List<TriePlace> places) {
        byte[] encode() {
            CanonicalWriter out = new CanonicalWriter(1024 + 40 * places.size())
                    .bytes16(HeaderCodec.encode(snapshot.header()))
                    .bytes32(snapshot.certificate())
                    .bytes16(snapshot.history().encode())
                    .u16(snapshot.below().size());
            snapshot.below().forEach(header -> out.bytes16(HeaderCodec.encode(header)));
            out.u32(snapshot.steps().size());
            for (EpochStep step : snapshot.steps()) {
                out.bytes16(HeaderCodec.encode(step.last())).bytes32(step.certificate());
                ConfigCodec.write(step.next(), out);
            }
            out.u32(places.size());
            places.forEach(place -> out.hash(place.prefix()).u16(place.depth()));
            return out.toArray();
        }

        private static List<BlockHeader> readBelow(CanonicalReader in) throws MalformedException {
            int count = in.u16("number of headers");
            List<BlockHeader> below = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                below.add(HeaderCodec.decode(in.bytes16("header", MAX_HEADER)));
            }
            return below;
        }

        private static List<EpochStep> readSteps(CanonicalReader in) throws MalformedException {
            int count = in.u32("number of steps", Proof.MAX_STEPS);
            List<EpochStep> steps = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                steps.add(new EpochStep(
                        HeaderCodec.decode(in.bytes16("header", MAX_HEADER)),
                        in.bytes32("certificate", MAX_CERTIFICATE),
                        ConfigCodec.read(in)));
            }
            return steps;
        }

        static Plan decode(byte[] encoded) throws MalformedException {
            CanonicalReader in = new CanonicalReader(encoded);
            try {
                Snapshot snapshot = new Snapshot(
                        HeaderCodec.decode(in.bytes16("header", MAX_HEADER)),
                        in.bytes32("certificate", MAX_CERTIFICATE),
                        MerkleFrontier.decode(in.bytes16("history", 0xFFFF)),
                        readBelow(in),
                        readSteps(in));
                int count = in.u32("number of places", Integer.MAX_VALUE);
                List<TriePlace> places = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    places.add(new TriePlace(in.hash("prefix"), in.u16("depth")));
                }
                in.end("plan of a snapshot");
                return new Plan(snapshot, places);
            } catch (IllegalArgumentException e) {
                throw new MalformedException(e.getMessage(), e);
            }
        }
    }
}

package org.tallystick.internal.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.RecoveryBlock;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Blocks that follow one another, as a peer gave them, up to the last that has a certificate. Their headers are linked by
 * hash; whether certificates and bodies are good is found out later.
 *
 * @param peer who gave them
 * @param blocks at least one
 * @param certificates one for each block; empty bytes for one without
 * @param bytes that they take
 */
record Range(NodeId peer, List<ProposedBlock> blocks, List<Bytes> certificates, long bytes) {
    /** Blocks that can be judged together, with the certificate of the last. */
    record Part(List<ProposedBlock> blocks, Bytes certificate) {
        ProposedBlock last() {
            return blocks.get(blocks.size() - 1);
        }
    }

    /** Reads what a peer sent; empty when none of the blocks has a certificate. */
    static Optional<Range> read(NodeId peer, List<StoredBlock> stored) throws MalformedException {
        int end = stored.size();
        while (end > 0 && stored.get(end - 1).certificate().size() == 0) {
            end--;
        }
        if (end == 0) {
            return Optional.empty();
        }
        List<ProposedBlock> blocks = new ArrayList<>(end);
        List<Bytes> certificates = new ArrayList<>(end);
        long bytes = 0;
        for (StoredBlock block : stored.subList(0, end)) {
            BlockHeader header = HeaderCodec.decode(block.header());
            Hash hash = HeaderCodec.hash(block.header());
            if (!blocks.isEmpty() && !follows(header, blocks.get(blocks.size() - 1))) {
                throw new MalformedException("blocks that do not follow one another");
            }
            blocks.add(new ProposedBlock(header, hash, block.body()));
            certificates.add(block.certificate());
            bytes += block.size();
        }
        return Optional.of(new Range(peer, blocks, certificates, bytes));
    }

    private static boolean follows(BlockHeader header, ProposedBlock parent) {
        return header.parent().equals(parent.hash())
                && header.height() == parent.header().height() + 1;
    }

    long first() {
        return blocks.get(0).header().height();
    }

    long last() {
        return blocks.get(blocks.size() - 1).header().height();
    }

    /**
     * The blocks above a height that one configuration can judge: those that it is in force for, up to the last with a
     * certificate, or the first with one beyond so many bytes. Who decides above the end of an epoch is known only once its
     * last block is final here.
     *
     * @return empty when there is none
     */
    Optional<Part> part(long above, Hash config, long bytesAPart) {
        int from = 0;
        while (from < blocks.size() && blocks.get(from).header().height() <= above) {
            from++;
        }
        int to = from;
        int certified = from;
        if (from < blocks.size()
                && RecoveryBlock.is(blocks.get(from).header())
                && blocks.get(from).header().configHash().equals(config)) {
            return Optional.of(new Part(List.of(blocks.get(from)), certificates.get(from)));
        }
        long partBytes = 0;
        while (to < blocks.size()
                && (certified == from || partBytes < bytesAPart)
                && blocks.get(to).header().configHash().equals(config)
                && !RecoveryBlock.is(blocks.get(to).header())) {
            if (certificates.get(to).size() > 0) {
                certified = to + 1;
            }
            partBytes += blocks.get(to).body().size();
            to++;
        }
        return certified == from
                ? Optional.empty()
                : Optional.of(new Part(List.copyOf(blocks.subList(from, certified)), certificates.get(certified - 1)));
    }
}

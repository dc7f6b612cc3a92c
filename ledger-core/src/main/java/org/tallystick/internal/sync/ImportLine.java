package org.tallystick.internal.sync;

import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.RecoveryBlock;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Hands what was fetched to the importer, part by part. One part is executed while the one before it is written, so two are
 * under way at a time; at the end of an epoch the next waits, as who judges it is known only when the last block is final.
 * Signatures are checked ahead of that, up to a bound. All on the syncer's thread.
 */
final class ImportLine {
    private static final Logger LOG = LoggerFactory.getLogger(ImportLine.class);
    private static final int MOST_UNDER_WAY = 2;

    /** Of this many bytes of blocks signatures are checked ahead. */
    private static final long BYTES_AHEAD = 3 << 20;

    /** What the line asks of the syncer. */
    interface Port {
        /** Goes on, on the syncer's thread. */
        void execute(Runnable task);

        /** What a peer gave is of no use; it is passed over for a while. */
        void useless(NodeId peer, String reason);

        /** A peer sent a certificate that proves nothing. */
        void lied(NodeId peer, String reason);

        /** A part has ended. */
        void ended();
    }

    private final FinalChain chain;
    private final Supplier<LedgerConfig> config;
    private final BiPredicate<Range.Part, LedgerConfig> isFinal;
    private final BlockImporter importer;
    private final RangePlan plan;
    private final SyncLimits limits;
    private final Port port;
    private Range active; // what is being imported, part by part
    private int underWay;
    private long handed; // the last height of what is under way
    private boolean waits; // until nothing is under way
    private boolean broken; // what is under way leads nowhere
    private long preparedTo;

    ImportLine(
            FinalChain chain,
            Supplier<LedgerConfig> config,
            BiPredicate<Range.Part, LedgerConfig> isFinal,
            BlockImporter importer,
            RangePlan plan,
            SyncLimits limits,
            Port port) {
        this.chain = chain;
        this.config = config;
        this.isFinal = isFinal;
        this.importer = importer;
        this.plan = plan;
        this.limits = limits;
        this.port = port;
    }

    /** Whether nothing is being imported. */
    boolean isIdle() {
        return underWay == 0;
    }

    /** Whether nothing is being imported, nor anything left of what a peer gave. */
    boolean isEmpty() {
        return underWay == 0 && active == null;
    }

    /** Up to this height blocks are final or at hand without a gap, as far as the line has taken them. */
    long reach() {
        return active == null ? reached() : Math.max(reached(), active.last());
    }

    private long reached() {
        return Math.max(chain.head().height(), handed);
    }

    /** Begins with what can be begun. */
    void next() {
        while (underWay < MOST_UNDER_WAY && !broken && !waits && begin()) {
            // and another
        }
    }

    private boolean begin() {
        long from = reached();
        if (active == null || active.last() <= from) {
            active = plan.take(from).orElse(null);
        }
        if (active == null) {
            return false;
        }
        LedgerConfig inForce = config.get();
        Optional<Range.Part> part = active.part(from, ConfigCodec.hash(inForce), limits.bytesAPart());
        if (part.isEmpty()) {
            drop("blocks that this node cannot judge");
        } else if (RecoveryBlock.is(part.get().last().header()) && underWay > 0) {
            return false;
        } else if (!isFinal.test(part.get(), inForce)) {
            port.lied(active.peer(), "a certificate that proves nothing");
            drop("a certificate that proves nothing");
        } else {
            hand(part.get(), from);
        }
        return true;
    }

    private void hand(Range.Part part, long from) {
        NodeId peer = active.peer();
        BlockHeader last = part.last().header();
        underWay++;
        handed = last.height();
        waits = RecoveryBlock.is(last) || !last.configHash().equals(last.nextConfigHash());
        prepareAhead(from);
        importer.importFinal(
                part.blocks(), part.certificate(), result -> port.execute(() -> ended(peer, last.height(), result)));
    }

    private void ended(NodeId peer, long height, BlockImporter.Result result) {
        underWay--;
        if (result instanceof BlockImporter.Result.Bad bad) {
            LOG.warn("certified blocks from {} could not be imported: {}", peer, bad.reason());
            port.useless(peer, bad.reason());
            broken = true;
        } else if (chain.head().height() < height) {
            broken = true; // consensus was faster, or the node has stopped; look again
        }
        if (underWay == 0) {
            active = broken ? null : active;
            preparedTo = broken ? 0 : preparedTo;
            broken = false;
            waits = false;
            handed = 0;
        }
        port.ended();
    }

    private void drop(String reason) {
        port.useless(active.peer(), reason);
        active = null;
    }

    /** Has the signatures of what comes next checked while blocks before it are executed. */
    private void prepareAhead(long from) {
        long bytes = 0;
        Optional<Range> range = Optional.of(active);
        while (range.isPresent()) {
            for (ProposedBlock block : range.get().blocks()) {
                long height = block.header().height();
                bytes += height > from ? block.body().size() : 0;
                if (bytes > BYTES_AHEAD) {
                    return;
                }
                if (height > Math.max(from, preparedTo)) {
                    importer.soon(block);
                    preparedTo = height;
                }
            }
            range = plan.heldAt(range.get().last() + 1);
        }
    }
}

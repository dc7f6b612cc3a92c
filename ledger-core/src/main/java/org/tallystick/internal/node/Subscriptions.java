package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.BlockListener;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.LedgerException;
import org.tallystick.api.RepairReport;
import org.tallystick.api.Subscription;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.StorageException;

/** Feeds final blocks to the application, each subscription at its own pace on a thread of its own. */
final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private final NodeRuntime runtime;
    private final FinalChain chain;
    private final LongFunction<CompletableFuture<RepairReport>> repair;
    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Queue<Executor> idle = new ConcurrentLinkedQueue<>();

    /**
     * Feeds from a chain.
     *
     * @param repair puts right a block that cannot be read
     */
    Subscriptions(NodeRuntime runtime, FinalChain chain, LongFunction<CompletableFuture<RepairReport>> repair) {
        this.runtime = runtime;
        this.chain = chain;
        this.repair = repair;
    }

    Subscription add(long fromHeight, BlockListener listener) {
        if (fromHeight < 0) {
            throw new IllegalArgumentException("a subscription begins at height 0 or above, not " + fromHeight);
        }
        Executor thread = idle.poll();
        if (thread == null) {
            thread = runtime.serial("subscription-" + count.incrementAndGet());
        }
        Feed feed = new Feed(fromHeight, listener, thread);
        feeds.add(feed);
        feed.wake();
        return feed;
    }

    /** There are new blocks. */
    void wake() {
        feeds.forEach(Feed::wake);
    }

    /** Ends all. */
    void close() {
        feeds.forEach(Feed::close);
    }

    /** A block is damaged, which a repair may put right. */
    private static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(StorageException cause) {
            super(cause);
        }
    }

    private final class Feed implements Subscription {
        private final BlockListener listener;
        private final Executor thread;
        private final AtomicBoolean woken = new AtomicBoolean();
        private volatile boolean closed;
        private long next; // on the thread
        private long repaired = -1; // on the thread; the last block that was damaged

        Feed(long next, BlockListener listener, Executor thread) {
            this.next = next;
            this.listener = listener;
            this.thread = thread;
        }

        void wake() {
            if (!closed && woken.compareAndSet(false, true)) {
                thread.execute(this::run);
            }
        }

        private void run() {
            woken.set(false);
            try {
                while (!closed && next <= chain.head().height()) {
                    Optional<FinalBlock> block = read(next);
                    if (block.isEmpty()) {
                        throw new LedgerException(chain.reader()
                                .firstWhole(next)
                                .map(first -> "block " + next + " is not kept here; the first that is has height "
                                        + first + ", subscribe from there on")
                                .orElse("block " + next + " is not kept here, nor is any above it yet"));
                    }
                    listener.onBlock(block.get());
                    next++;
                }
            } catch (Damaged e) {
                repaired = next;
                repair.apply(next).whenComplete((report, fault) -> wake());
            } catch (RuntimeException | Error e) { // what an application's listener throws is no fault of the node
                boolean tell = !closed;
                close();
                if (tell) {
                    tell(e);
                }
            }
        }

        /** Reads a block; the first time that it is damaged says so, and then what the store says. */
        private Optional<FinalBlock> read(long height) throws Damaged {
            try {
                return chain.reader().block(height);
            } catch (StorageException e) {
                if (Repairer.isDamage(e) && repaired != height) {
                    throw new Damaged(e);
                }
                throw e;
            }
        }

        private void tell(Throwable fault) {
            try {
                listener.onError(fault);
            } catch (RuntimeException | Error e) {
                LOG.error("a listener failed, and failed again when it was told of it", e);
            }
        }

        @Override
        public void close() {
            closed = true;
            if (feeds.remove(this)) {
                thread.execute(() -> idle.add(thread)); // free for another when what it does now has ended
            }
        }
    }
}

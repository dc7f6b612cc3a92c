package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.tallystick.api.BlockListener;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Subscription;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.spi.runtime.NodeRuntime;

/** Feeds final blocks to the application, each subscription at its own pace on a thread of its own. */
final class Subscriptions {
    private final NodeRuntime runtime;
    private final FinalChain chain;
    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();

    Subscriptions(NodeRuntime runtime, FinalChain chain) {
        this.runtime = runtime;
        this.chain = chain;
    }

    Subscription add(long fromHeight, BlockListener listener) {
        if (fromHeight < 0) {
            throw new IllegalArgumentException("a subscription begins at height 0 or above, not " + fromHeight);
        }
        Feed feed = new Feed(fromHeight, listener, runtime.serial("subscription-" + count.incrementAndGet()));
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

    private final class Feed implements Subscription {
        private final BlockListener listener;
        private final Executor thread;
        private final AtomicBoolean woken = new AtomicBoolean();
        private volatile boolean closed;
        private long next; // on the thread

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
                    Optional<FinalBlock> block = chain.reader().block(next);
                    if (block.isEmpty()) {
                        throw new IllegalStateException("block " + next + " is missing from the store");
                    }
                    listener.onBlock(block.get());
                    next++;
                }
            } catch (RuntimeException e) {
                boolean tell = !closed;
                close();
                if (tell) {
                    listener.onError(e);
                }
            }
        }

        @Override
        public void close() {
            closed = true;
            feeds.remove(this);
        }
    }
}

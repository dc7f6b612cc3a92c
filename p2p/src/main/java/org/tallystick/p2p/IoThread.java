package org.tallystick.p2p;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * The one thread that owns all of a transport's state and sockets. One is enough for what two processors can verify, and
 * it spares every lock. It is made without an event loop group on purpose: a group leaves Netty's global executor thread
 * running for a second after it has ended.
 */
final class IoThread {
    private static final Logger LOG = LoggerFactory.getLogger(IoThread.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NodeRuntime runtime;
    private final boolean epoll;
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final EventLoop loop;

    IoThread(String name, NodeRuntime runtime, boolean nativeAllowed) {
        this.runtime = runtime;
        this.epoll = nativeAllowed && Epoll.isAvailable();
        IoHandlerFactory handler = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loop = new SingleThreadIoEventLoop(null, (ThreadFactory) body -> newThread(name, body), handler);
    }

    boolean isEpoll() {
        return epoll;
    }

    EventLoop loop() {
        return loop;
    }

    Class<? extends SocketChannel> socketType() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    Class<? extends ServerChannel> serverType() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    long now() {
        return runtime.nanoTime();
    }

    /** Whether the caller is on this thread. */
    boolean isCurrent() {
        return loop.inEventLoop();
    }

    /** Runs a task soon; false when the thread has ended. */
    boolean execute(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.trace("the transport has closed", e);
            return false;
        }
    }

    /** Something that no program should outlive was thrown here: the node is told, on a thread of its own. */
    void report(Error error) {
        runtime.parallel().execute(() -> {
            throw error;
        });
    }

    Future<?> schedule(Duration delay, Runnable task) {
        return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets the thread end after what it is doing; for use on it. */
    void stop() {
        loop.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until the thread is gone. */
    void join() {
        Thread running = thread.get();
        if (running == null) {
            return;
        }
        boolean interrupted = false;
        long deadline = runtime.nanoTime() + PATIENCE.toNanos();
        long left = PATIENCE.toNanos();
        while (running.isAlive() && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(running, left);
            } catch (InterruptedException e) {
                interrupted = true; // closing must finish; the interrupt is passed on below
            }
            left = deadline - runtime.nanoTime();
        }
        if (running.isAlive()) {
            Exception where = new Exception("stuck here");
            where.setStackTrace(running.getStackTrace());
            LOG.error("thread {} does not end; does a listener block?", running.getName(), where);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread newThread(String name, Runnable body) {
        Thread made = new FastThreadLocalThread(body, name);
        made.setDaemon(true);
        made.setUncaughtExceptionHandler((t, e) -> LOG.error("thread {} broke off", t.getName(), e));
        thread.set(made);
        return made;
    }
}

package org.tallystick.internal.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.tallystick.api.Head;
import org.tallystick.api.LedgerClosedException;
import org.tallystick.api.LedgerException;
import org.tallystick.internal.chain.Backup;
import org.tallystick.internal.chain.ChainView;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.model.Hash;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.Storage;

/** Writes backups beside everything else, one at a time, and reads them back. */
public final class Backups {
    private final NodeRuntime runtime;
    private final LifeCycle lifeCycle;
    private final FinalChain chain;
    private final Runnable repair;
    private final AtomicReference<CompletableFuture<Head>> open = new AtomicReference<>();
    private Executor thread; // guarded by this; made when it is needed first

    /**
     * Has written none yet.
     *
     * @param repair is run when a backup meets damage
     */
    Backups(NodeRuntime runtime, LifeCycle lifeCycle, FinalChain chain, Runnable repair) {
        this.runtime = runtime;
        this.lifeCycle = lifeCycle;
        this.chain = chain;
        this.repair = repair;
    }

    /** Writes one; see {@code Ledger.backup}. */
    CompletableFuture<Head> write(Path file) {
        CompletableFuture<Head> future = new CompletableFuture<>();
        if (isClosed()) {
            future.completeExceptionally(new LedgerClosedException());
            return future;
        }
        if (!open.compareAndSet(null, future)) {
            future.completeExceptionally(new LedgerException("a backup is being written already; wait for it"));
            return future;
        }
        thread().execute(() -> {
            try {
                Head head = writeNow(file);
                open.set(null);
                future.complete(head);
            } catch (Backup.Cancelled e) {
                open.set(null);
                future.completeExceptionally(new LedgerClosedException());
            } catch (IOException e) {
                open.set(null);
                future.completeExceptionally(new LedgerException("the backup " + file + " cannot be written: " + e, e));
            } catch (RuntimeException e) {
                open.set(null);
                future.completeExceptionally(Repairer.isDamage(e) ? damaged(file, e) : e);
            }
        });
        return future;
    }

    /** All of it was to be read, so all of it is looked through at once, whenever that was done last. */
    private LedgerException damaged(Path file, RuntimeException met) {
        repair.run();
        return new LedgerException(
                "the backup " + file + " cannot be written: " + met.getMessage()
                        + "; what is stored is being repaired, try again after that",
                met);
    }

    private synchronized Executor thread() {
        if (thread == null) {
            thread = runtime.serial("backup");
        }
        return thread;
    }

    private boolean isClosed() {
        return lifeCycle.phase() instanceof LifeCycle.Phase.Closed;
    }

    private Head writeNow(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "a backup is never written over a file");
        }
        Path directory = file.toAbsolutePath().getParent();
        Path draft = directory.resolve(file.getFileName() + ".draft");
        try (ChainView view = chain.view()) {
            try (FileChannel channel = FileChannel.open(
                            draft,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                Backup.write(view, NodeAssembly.SCHEMA_VERSION, out, this::isClosed);
                channel.force(true);
            }
            Files.move(draft, file);
            sync(directory);
            return Queries.headOf(view.head());
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** The name, too, must survive a loss of power; only POSIX systems let a directory be synced. */
    private static void sync(Path directory) throws IOException {
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** The node's threads have ended; what was not begun is answered here. */
    void close() {
        CompletableFuture<Head> left = open.getAndSet(null);
        if (left != null) {
            left.completeExceptionally(new LedgerClosedException());
        }
    }

    /** Reads a backup into a storage; see {@code LedgerBuilder.restore}. */
    public static void restore(Path file, Storage storage, Hash chainId) {
        try (InputStream in = Files.newInputStream(file)) {
            Backup.restore(in, storage, chainId, NodeAssembly.SCHEMA_VERSION);
        } catch (IOException e) {
            throw new LedgerException("the backup " + file + " cannot be read: " + e, e);
        }
    }
}

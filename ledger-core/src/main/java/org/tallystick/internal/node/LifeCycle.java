package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.Health.Failure;
import org.tallystick.internal.execution.ContractError;
import org.tallystick.spi.storage.StorageException;

/** Whether a node runs, has failed, or is closed. Goes one way only. Safe for use by several threads. */
public final class LifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(LifeCycle.class);

    /** Where a node is in its life. */
    public sealed interface Phase {
        /** Being put together. */
        record Starting() implements Phase {}

        /** At work. */
        record Running() implements Phase {}

        /** Stopped for good by a fault; the parts are still there. */
        record Failed(Failure failure) implements Phase {}

        /** Gone. */
        record Closed() implements Phase {}
    }

    private final String name;
    private final AtomicReference<Phase> phase = new AtomicReference<>(new Phase.Starting());
    private final List<Consumer<Failure>> onFailure = new CopyOnWriteArrayList<>();

    /** For a node with a name for logs. */
    public LifeCycle(String name) {
        this.name = name;
    }

    /** The present phase. */
    public Phase phase() {
        return phase.get();
    }

    /** Whether the node is at work, or about to be. */
    public boolean isAlive() {
        Phase now = phase.get(); // once: between two looks it may have gone from the one to the other
        return now instanceof Phase.Running || now instanceof Phase.Starting;
    }

    /** The parts are together. */
    void started() {
        Phase now = phase.get();
        if (now instanceof Phase.Starting) {
            phase.compareAndSet(now, new Phase.Running());
        }
    }

    /** Adds something to be done when the node fails; it must not throw. */
    void onFailure(Consumer<Failure> action) {
        onFailure.add(action);
    }

    /** Stops the node for a fault; the first one counts. */
    public void fail(Failure failure) {
        Phase now = phase.get();
        while (now instanceof Phase.Running || now instanceof Phase.Starting) {
            if (phase.compareAndSet(now, new Phase.Failed(failure))) {
                LOG.error("node {} has FAILED and no longer takes part: {}", name, failure);
                onFailure.forEach(action -> action.accept(failure));
                return;
            }
            now = phase.get();
        }
    }

    /** Stops the node for something that was thrown. */
    public void fail(Throwable thrown) {
        LOG.error("node {} stops because of", name, thrown);
        if (thrown instanceof StorageException storage) {
            if (storage.kind() == StorageException.Kind.CLOSED && !isAlive()) {
                return;
            }
            fail(
                    storage.kind() == StorageException.Kind.CORRUPT
                            ? new Failure.StoreDamaged(storage.getMessage())
                            : new Failure.StorageFailed(storage.getMessage()));
        } else if (thrown instanceof ContractError error) {
            fail(new Failure.ContractError(error.getMessage()));
        } else {
            fail(new Failure.Internal(thrown.toString()));
        }
    }

    /** Ends the node; returns whether this call did it. */
    boolean close() {
        return !(phase.getAndSet(new Phase.Closed()) instanceof Phase.Closed);
    }

    /** The fault, if the node has failed. */
    Optional<Failure> failure() {
        return phase.get() instanceof Phase.Failed failed ? Optional.of(failed.failure()) : Optional.empty();
    }
}

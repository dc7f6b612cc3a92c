package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LifeCycleTest {
    private static final int NODES = 200_000;

    /** What a node is told while it starts must not be dropped as if it were not alive. */
    @Test
    void nodeIsAliveWhileItStarts() {
        LifeCycle[] nodes = new LifeCycle[NODES];
        for (int i = 0; i < NODES; i++) {
            nodes[i] = new LifeCycle("one");
        }
        AtomicReference<LifeCycle> starting = new AtomicReference<>(nodes[0]);
        CompletableFuture<Boolean> alwaysAlive = CompletableFuture.supplyAsync(() -> {
            boolean alive = true;
            while (starting.get() != null) {
                LifeCycle node = starting.get();
                alive &= node == null || node.isAlive();
            }
            return alive;
        });
        Random random = new Random(1);
        for (LifeCycle node : nodes) {
            starting.set(node);
            for (int spins = random.nextInt(50); spins > 0; spins--) { // so that the other has a look first
                Thread.onSpinWait();
            }
            node.started();
        }
        starting.set(null);
        assertThat(alwaysAlive.join()).isTrue();
    }
}

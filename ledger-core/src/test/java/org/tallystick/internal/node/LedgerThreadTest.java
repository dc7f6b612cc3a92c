package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LedgerThreadTest {
    private final Queue<Runnable> here = new ArrayDeque<>();
    private final Queue<Runnable> beside = new ArrayDeque<>();
    private final LifeCycle lifeCycle = new LifeCycle("test");
    private final LedgerThread thread = new LedgerThread(here::add, beside::add, lifeCycle);
    private final List<String> done = new ArrayList<>();

    private static void runAll(Queue<Runnable> tasks) {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private Runnable noting(String what) {
        return () -> done.add(what);
    }

    @Test
    void whileSomethingIsWrittenOnlyWhatStandsBesideItRuns() {
        thread.executeBeside(() -> thread.write(noting("written"), noting("told")));
        thread.execute(noting("waits"));
        thread.executeBeside(noting("stands beside"));
        runAll(here);
        assertThat(done).containsExactly("stands beside");
        assertThat(thread.isWriting()).isTrue();
        runAll(beside);
        thread.execute(noting("comes later"));
        runAll(here);
        assertThat(done).containsExactly("stands beside", "written", "told", "waits", "comes later");
        assertThat(thread.isWriting()).isFalse();
    }

    @Test
    void whatWaitedHasItsTurnBeforeTheNextIsWritten() {
        thread.executeBeside(() -> thread.write(noting("first"), noting("first told")));
        thread.execute(noting("waited"));
        thread.execute(() -> thread.write(noting("second"), noting("second told")));
        thread.execute(noting("waits for the second"));
        runAll(here);
        runAll(beside);
        runAll(here);
        assertThat(done).containsExactly("first", "first told", "waited");
        runAll(beside);
        runAll(here);
        assertThat(done).endsWith("waited", "second", "second told", "waits for the second");
    }

    @Test
    void writingThatFailsFailsTheNodeAndNothingRunsAnyMore() {
        RuntimeException fault = new IllegalStateException("the disk is full");
        thread.executeBeside(() -> thread.write(
                () -> {
                    throw fault;
                },
                noting("told")));
        runAll(here);
        runAll(beside);
        thread.execute(noting("waits"));
        thread.executeBeside(noting("stands beside"));
        runAll(here);
        assertThat(done).isEmpty();
        assertThat(lifeCycle.isAlive()).isFalse();
    }

    @Test
    void twoThingsAreNotWrittenAtATime() {
        thread.executeBeside(() -> {
            thread.write(noting("first"), noting("told"));
            assertThatThrownBy(() -> thread.write(noting("second"), noting("told")))
                    .isInstanceOf(IllegalStateException.class);
        });
        runAll(here);
        assertThat(lifeCycle.isAlive()).isTrue();
    }
}

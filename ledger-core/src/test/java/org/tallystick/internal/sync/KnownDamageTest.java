package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.Damage;
import org.tallystick.api.Health;
import org.tallystick.api.LedgerException;
import org.tallystick.api.StoreReport.BadBlock;
import org.tallystick.api.StoreReport.BadOldState;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.runtime.SystemRuntime;
import org.tallystick.spi.storage.Column;
import org.tallystick.testkit.node.SoloLedger;

/** What is said of damage that nobody can put right. */
@Timeout(60)
class KnownDamageTest extends RepairBench {
    @TempDir
    Path directory;

    private final List<Damage> told = new CopyOnWriteArrayList<>();

    private void reopen(boolean hurried) {
        node.close();
        SoloLedger solo = new SoloLedger().storage(disk).transport(peers).onDamage(told::add);
        node = (hurried ? solo.runtime((name, fault) -> hurried(new SystemRuntime(name, fault))) : solo).openReviving();
    }

    /** One of which the longest pauses are short. */
    private static NodeRuntime hurried(NodeRuntime runtime) {
        return (NodeRuntime) Proxy.newProxyInstance(
                KnownDamageTest.class.getClassLoader(), new Class<?>[] {NodeRuntime.class}, (proxy, method, values) -> {
                    if (method.getName().equals("schedule")
                            && Duration.ofMinutes(2).compareTo((Duration) values[0]) < 0) {
                        values[0] = Duration.ofMillis(200);
                    }
                    try {
                        return method.invoke(runtime, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Damage damage() {
        return ((Health.Running) node.health()).damage();
    }

    @Test
    void whatNobodyGivesIsSeenInTheHealthAndToldUntilALaterRepairFindsItGone() throws Exception {
        reopen(false);
        assertThat(damage()).isEqualTo(Damage.NONE);
        disk.makeUnreadable(Column.BODIES, key(20));
        repair();
        assertThat(damage().left())
                .singleElement()
                .isInstanceOfSatisfying(
                        BadBlock.class, bad -> assertThat(bad.height()).isEqualTo(20));
        Damage first = damage();
        repair();
        peers.connect(FIRST, RepairBench::honestly);
        repair();
        assertThat(damage()).isEqualTo(Damage.NONE);
        await().until(() -> told.size() >= 2);
        assertThat(told).containsExactly(first, Damage.NONE);
    }

    @Test
    void damageThatSomebodyMetIsSeenWithoutARepairThatWasAskedFor() {
        reopen(false);
        disk.makeUnreadable(Column.BODIES, key(20));
        disk.makeUnreadable(Column.BODIES, key(30));
        assertThat(node.block(20)).failsWithin(Duration.ofSeconds(10));
        assertThat(damage().left()).isNotEmpty().allMatch(BadBlock.class::isInstance);
        await().untilAsserted(
                        () -> assertThat(damage().count()).isEqualTo(2)); // everything was looked through after that
    }

    @Test
    void damagedOldStateIsSeen() throws Exception {
        reopen(false);
        disk.makeUnreadable(Column.OLD_STATE, disk.keys(Column.OLD_STATE).get(70));
        repair();
        assertThat(damage().left()).isNotEmpty().allMatch(BadOldState.class::isInstance);
    }

    @Test
    void whatNobodyGaveIsLookedForAgainAfterAWhile() throws Exception {
        reopen(true);
        disk.makeUnreadable(Column.BODIES, key(20));
        repair();
        assertThat(damage().isNone()).isFalse();
        peers.connect(FIRST, RepairBench::honestly);
        await().until(() -> damage().isNone());
        assertThat(node.block(20).get(10, TimeUnit.SECONDS)).isPresent();
    }

    @Test
    void listenerThatThrowsHarmsNothing() throws Exception {
        node.close();
        node = new SoloLedger()
                .storage(disk)
                .transport(peers)
                .onDamage(now -> {
                    told.add(now);
                    throw new IllegalStateException("of the application");
                })
                .openReviving();
        disk.makeUnreadable(Column.BODIES, key(20));
        repair();
        peers.connect(FIRST, RepairBench::honestly);
        repair();
        await().until(() -> told.size() == 2);
        assertThat(node.health().isRunning()).isTrue();
    }

    @Test
    void backupThatMeetsDamageSaysSoAndHasItRepaired() throws Exception {
        peers.connect(FIRST, RepairBench::honestly);
        disk.makeUnreadable(Column.BODIES, key(20));
        ExecutionException refused = catchThrowableOfType(
                ExecutionException.class,
                () -> node.backup(directory.resolve("first")).get(10, TimeUnit.SECONDS));
        assertThat(refused).hasCauseInstanceOf(LedgerException.class).hasMessageContaining("being repaired");
        await().untilAsserted(() ->
                assertThat(node.backup(directory.resolve("second"))).succeedsWithin(Duration.ofSeconds(10)));
        assertWhole();
    }
}

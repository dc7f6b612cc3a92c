package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.tallystick.api.Health;
import org.tallystick.api.Health.StallReport;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.sync.SnapshotProgress;
import org.tallystick.internal.sync.Syncer;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.runtime.NodeRuntime;

/** Says how a node is doing, from what its parts know. Safe for use by several threads; never blocks. */
final class HealthMonitor {
    private static final long MIN_PATIENCE_MS = 5_000;
    private static final int BLOCKS_BEHIND = 8;

    private final LifeCycle lifeCycle;
    private final NodeRuntime runtime;
    private final NodeId self;
    private final ToIntFunction<ValidatorSet> needed;
    private final ConsensusDriver driver;
    private final FinalChain chain;
    private final Syncer syncer;
    private final Inbound inbound;
    private final KnownDamage damage;
    private volatile long lastProgress;

    HealthMonitor(
            LifeCycle lifeCycle,
            NodeRuntime runtime,
            NodeId self,
            ToIntFunction<ValidatorSet> needed,
            ConsensusDriver driver,
            FinalChain chain,
            Syncer syncer,
            Inbound inbound,
            KnownDamage damage) {
        this.lifeCycle = lifeCycle;
        this.runtime = runtime;
        this.self = self;
        this.needed = needed;
        this.driver = driver;
        this.chain = chain;
        this.syncer = syncer;
        this.inbound = inbound;
        this.damage = damage;
        this.lastProgress = runtime.nanoTime();
    }

    void progressed() {
        lastProgress = runtime.nanoTime();
    }

    /** Whether this node would vote from the beginning of the next epoch, were it a validator then. */
    boolean votesNext() {
        return driver.status().votesNext();
    }

    Health health() {
        LifeCycle.Phase phase = lifeCycle.phase();
        if (phase instanceof LifeCycle.Phase.Failed failed) {
            return new Health.Failed(failed.failure());
        } else if (phase instanceof LifeCycle.Phase.Closed) {
            return new Health.Closed();
        } else if (phase instanceof LifeCycle.Phase.Starting) {
            return new Health.Starting();
        }
        EngineStatus status = driver.status();
        long height = chain.head().height();
        Optional<SnapshotProgress> snapshot = syncer.snapshot();
        if (snapshot.isPresent()) {
            int percent = (int) (100 * snapshot.get().share());
            return new Health.FetchingState(
                    snapshot.get().height(), percent, snapshot.get().bytes());
        }
        if (syncer.blocksRemoved()) {
            return new Health.Stalled(new StallReport.BlocksRemoved(height, syncer.target()));
        }
        if (syncer.target() > height + BLOCKS_BEHIND) {
            return new Health.CatchingUp(height, syncer.target());
        }
        return stall(status)
                .<Health>map(Health.Stalled::new)
                .orElseGet(() -> new Health.Running(status.role().name(), damage.now()));
    }

    private Optional<StallReport> stall(EngineStatus status) {
        Set<NodeId> connected = inbound.connected();
        ValidatorSet validators = chain.head().outlook().config().validators();
        Parameters parameters = chain.head().outlook().config().parameters();
        if (connected.isEmpty() && validators.size() > 1) {
            return Optional.of(new StallReport.NoPeers());
        }
        List<String> missing = validators.validators().stream()
                .filter(validator -> !validator.node().equals(self) && !connected.contains(validator.node()))
                .map(Validator::name)
                .toList();
        int heard = validators.size() - missing.size();
        boolean validator = validators.indexOf(self).isPresent();
        int least = needed.applyAsInt(validators);
        if (validator && heard < least) {
            return Optional.of(new StallReport.NoQuorum(heard, least, missing));
        }
        if (status.role() == EngineStatus.Role.LOST_JOURNAL || status.role() == EngineStatus.Role.CONFIRMING) {
            return Optional.of(new StallReport.VotesWithheld(status.detail()));
        }
        long patience = Math.max(MIN_PATIENCE_MS, 3L * parameters.maxViewTimeoutMs());
        boolean late = (runtime.nanoTime() - lastProgress) / 1_000_000 > patience;
        return status.waiting() && late
                ? Optional.of(new StallReport.SlowAgreement(status.detail()))
                : Optional.empty();
    }
}

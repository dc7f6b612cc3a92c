package org.tallystick.internal.execution;

import java.util.Optional;
import org.tallystick.contract.StateReader;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.governance.GovernanceState;
import org.tallystick.contract.governance.Scheduled;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.LedgerConfig;
import org.tallystick.spi.consensus.Outlook;

/**
 * Which validators and parameters are in force, as it follows from the state: those of the genesis until the governance
 * contract has scheduled others, and these from the block after their boundary on. Stateless.
 */
public final class ConfigRule {
    private static final HashedKey SCHEDULED =
            HashedKey.of(StateKey.of(GovernanceContract.ID, GovernanceState.SCHEDULED));

    private ConfigRule() {}

    /** What follows the block at a height, given what followed its parent and the state after it. */
    static Outlook after(Outlook before, long height, Overlay state, boolean governed) {
        if (!governed || (!before.isEnding() && !state.changes().containsKey(SCHEDULED))) {
            return before;
        }
        Optional<Scheduled> scheduled = GovernanceState.scheduled(reader(state));
        if (scheduled.isEmpty() || scheduled.get().boundary() < height) {
            return before;
        }
        return scheduled.get().boundary() == height
                ? new Outlook(scheduled.get().config(), 0)
                : new Outlook(before.config(), scheduled.get().boundary());
    }

    /** What follows the block at a height, by the state after it alone. */
    public static Outlook at(Genesis genesis, long height, StateReads state) {
        if (genesis.governance().isEmpty()) {
            return new Outlook(genesis.config(), 0);
        }
        LedgerConfig config = GovernanceState.inForce(reader(state), height + 1);
        long boundary = GovernanceState.scheduled(reader(state))
                .map(Scheduled::boundary)
                .orElse(0L);
        return new Outlook(config, boundary > height ? boundary : 0);
    }

    /** The governance contract's part of a state. */
    public static StateReader reader(StateReads state) {
        return key -> Optional.<Bytes>ofNullable(state.get(HashedKey.of(StateKey.of(GovernanceContract.ID, key))));
    }
}

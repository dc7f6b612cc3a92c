package org.tallystick.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.contract.CallContext;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.RawContract;

class BlockLimitTest {
    private static final ContractId HUNGRY = new ContractId("hungry");
    private static final Parameters PARAMETERS =
            new Parameters(1 << 20, 2_000, 128 << 10, 3_600_000, 10_000, 1_024, 1_000, 10_000, 0);

    /** Uses all that it may. */
    private static Bytes eat(Bytes call, CallContext context) {
        while (true) {
            context.get(Bytes.utf8("k"));
        }
    }

    @Test
    void aBlockThatHasUsedItsResourcesTakesNoMore() {
        Execution execution = ExecutionFixture.execution(
                new RawContract(HUNGRY, BlockLimitTest::eat),
                PARAMETERS,
                key -> null,
                height -> Hash.ZERO,
                new MockVerifier());
        for (int i = 0; i < Execution.BLOCK_LIMIT_FACTOR; i++) {
            assertThat(execution.add(ExecutionFixture.call(i, HUNGRY))).isEmpty();
        }
        Optional<AccountRules.Violation> next = execution.add(ExecutionFixture.call(99, HUNGRY));
        assertThat(next).containsInstanceOf(AccountRules.Violation.BlockFull.class);
        assertThat(execution.finish().receipts().receipts()).hasSize(Execution.BLOCK_LIMIT_FACTOR);
    }
}

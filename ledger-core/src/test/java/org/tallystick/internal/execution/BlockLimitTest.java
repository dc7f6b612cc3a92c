package org.tallystick.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.model.Transaction;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.testkit.Generators;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;

class BlockLimitTest {
    private static final ContractId HUNGRY = new ContractId("hungry");
    private static final long NOW = 1_000_000;
    private static final Parameters PARAMETERS =
            new Parameters(1 << 20, 2_000, 128 << 10, 3_600_000, 10_000, 1_024, 1_000, 10_000, 0);

    /** Uses all that it may. */
    private static final class Hungry implements Contract<Bytes> {
        @Override
        public ContractId id() {
            return HUNGRY;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Bytes decode(Bytes call) {
            return call;
        }

        @Override
        public Bytes execute(Bytes call, CallContext context) {
            while (true) {
                context.get(Bytes.utf8("k"));
            }
        }
    }

    private static EncodedTransaction transaction(int account) {
        MockSigner signer = MockSigner.numbered(account);
        Transaction body = new Transaction(
                Hash.ZERO,
                AccountCodec.idOf(signer.publicKey()),
                0,
                0,
                NOW + 1_000,
                HUNGRY,
                Bytes.EMPTY,
                10_000,
                List.of());
        return TransactionCodec.encode(TransactionCodec.sign(body, List.of(signer)));
    }

    @Test
    void aBlockThatHasUsedItsResourcesTakesNoMore() {
        BlockHeader header = new Generators(1).header();
        LedgerConfig config = new LedgerConfig(new Generators(2).validators(0, 4), PARAMETERS);
        BlockState parent = new BlockState(
                header,
                HeaderCodec.hash(header),
                BucketTrie.inMemory(),
                MerkleFrontier.EMPTY,
                key -> null,
                new Outlook(config, 0),
                height -> Hash.ZERO);
        Contracts contracts =
                Contracts.select(List.of(new ContractRef(HUNGRY, 1)), List.of(new Hungry()), new MockVerifier());
        Execution execution = new Execution(contracts, parent, NOW);
        for (int i = 0; i < Execution.BLOCK_LIMIT_FACTOR; i++) {
            assertThat(execution.add(transaction(i))).isEmpty();
        }
        Optional<AccountRules.Violation> next = execution.add(transaction(99));
        assertThat(next).containsInstanceOf(AccountRules.Violation.BlockFull.class);
        assertThat(execution.finish().receipts().receipts()).hasSize(Execution.BLOCK_LIMIT_FACTOR);
    }
}

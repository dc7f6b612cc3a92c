package org.tallystick.testkit.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.EncodedReceipts;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.Execution;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Receipt;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.testkit.Generators;
import org.tallystick.testkit.node.SoloLedger;

/**
 * Blocks for tests of the store: each follows from its parent alone, with transactions, receipts and changes of the
 * state that nobody has executed. So a chain that was cut anywhere and goes on is the same chain as one that was not.
 */
public final class ChainWorkload {
    private static final int KEYS = 400;
    private static final int CHANGES = 25;

    private ChainWorkload() {}

    /** The ledger that the blocks belong to. */
    public static Genesis genesis() {
        return new SoloLedger().genesis();
    }

    /** The block after another. */
    public static BlockState next(BlockState parent) {
        Random random = new Random(parent.height());
        Generators generators = new Generators(parent.height());
        List<EncodedTransaction> transactions = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            transactions.add(TransactionCodec.encode(generators.signedTransaction()));
            receipts.add(generators.receipt());
        }
        Map<HashedKey, Optional<Bytes>> changes = changes(random);
        BlockState.Executed executed = new BlockState.Executed(
                EncodedReceipts.of(receipts),
                changes,
                parent.tree().with(Execution.treeChanges(changes)),
                parent.outlook());
        BlockHeader before = parent.header();
        BlockHeader header = new BlockHeader(
                before.chainId(),
                parent.height() + 1,
                parent.hash(),
                before.timestamp() + 1,
                before.proposer(),
                transactions.size(),
                BlockCodec.transactionRoot(transactions),
                executed.receipts().root(),
                executed.tree().root(),
                parent.history().root(),
                before.nextConfigHash(),
                before.nextConfigHash(),
                Bytes.EMPTY);
        Hash hash = HeaderCodec.hash(header);
        return new BlockState(parent, header, hash, BlockCodec.encodeBody(transactions), transactions, executed);
    }

    /** An empty block after another that ends its epoch. */
    public static BlockState lastOfEpoch(BlockState parent, LedgerConfig next) {
        BlockHeader before = parent.header();
        BlockState.Executed executed = new BlockState.Executed(
                EncodedReceipts.NONE,
                Map.of(),
                parent.tree(),
                new Outlook(next, parent.outlook().boundary()));
        BlockHeader header = new BlockHeader(
                before.chainId(),
                parent.height() + 1,
                parent.hash(),
                before.timestamp() + 1,
                before.proposer(),
                0,
                BlockCodec.transactionRoot(List.of()),
                executed.receipts().root(),
                executed.tree().root(),
                parent.history().root(),
                before.nextConfigHash(),
                ConfigCodec.hash(next),
                Bytes.EMPTY);
        Bytes body = BlockCodec.encodeBody(List.of());
        return new BlockState(parent, header, HeaderCodec.hash(header), body, List.of(), executed);
    }

    private static Map<HashedKey, Optional<Bytes>> changes(Random random) {
        Map<HashedKey, Optional<Bytes>> changes = new HashMap<>();
        for (int i = 0; i < CHANGES; i++) {
            byte[] key = ByteBuffer.allocate(Integer.BYTES)
                    .putInt(random.nextInt(KEYS))
                    .array();
            byte[] value = new byte[random.nextInt(60)];
            random.nextBytes(value);
            Optional<Bytes> change = random.nextInt(5) == 0 ? Optional.empty() : Optional.of(Bytes.wrap(value));
            changes.put(HashedKey.of(new StateKey("work", Bytes.wrap(key))), change);
        }
        return changes;
    }

    /** Makes the next block final, or the next two at once. */
    public static void step(FinalChain chain) {
        BlockState head = chain.head();
        BlockState next = next(head);
        BlockState target = head.height() % 5 == 3 ? next(next) : next;
        chain.extend(target, Bytes.wrap(new byte[] {1}));
    }
}

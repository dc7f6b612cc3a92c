package org.tallystick.internal.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.internal.execution.AccountRules.Violation;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.Contracts;
import org.tallystick.internal.execution.Execution;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.ValidatorSet;

/** Makes new blocks from the mempool. For one thread. */
public final class BlockBuilder {
    /** How many times a block's worth of transactions is looked at, as some stand in earlier blocks not yet final. */
    private static final int LOOK_AHEAD = 4;

    private final Hash chainId;
    private final Contracts contracts;
    private final Mempool mempool;
    private final NodeId self;
    private final Set<PublicKey> keys;

    /**
     * For a node.
     *
     * @param keys the voting keys that it holds
     */
    public BlockBuilder(Hash chainId, Contracts contracts, Mempool mempool, NodeId self, Set<PublicKey> keys) {
        this.chainId = chainId;
        this.contracts = contracts;
        this.mempool = mempool;
        this.self = self;
        this.keys = Set.copyOf(keys);
    }

    /**
     * Makes a block on a parent.
     *
     * @param now the present in milliseconds; the timestamp, unless the parent's is as late
     * @return empty when there is nothing to order and an empty block is not wanted, and when this node is no validator
     *     of the parent's next block
     */
    public Optional<BlockState> build(BlockState parent, long now, Bytes engineFields, boolean evenIfEmpty) {
        LedgerConfig config = parent.outlook().config();
        Optional<PublicKey> proposer = proposer(config.validators());
        if (proposer.isEmpty()) {
            return Optional.empty();
        }
        long timestamp = Math.max(now, parent.header().timestamp() + 1);
        Execution execution = new Execution(contracts, parent, timestamp);
        List<EncodedTransaction> picked = pick(execution, config.parameters());
        if (picked.isEmpty() && !evenIfEmpty) {
            return Optional.empty();
        }
        BlockState.Executed executed = execution.finish();
        BlockHeader header = new BlockHeader(
                chainId,
                parent.height() + 1,
                parent.hash(),
                timestamp,
                proposer.get(),
                picked.size(),
                BlockCodec.transactionRoot(picked),
                executed.receipts().root(),
                executed.tree().root(),
                parent.history().root(),
                parent.header().nextConfigHash(),
                parent.configHashOf(executed.outlook()),
                engineFields);
        return Optional.of(new BlockState(
                parent, header, HeaderCodec.hash(header), BlockCodec.encodeBody(picked), picked, executed));
    }

    private Optional<PublicKey> proposer(ValidatorSet validators) {
        OptionalInt index = validators.indexOf(self);
        return index.isEmpty()
                ? Optional.empty()
                : Optional.of(validators.get(index.getAsInt()).key()).filter(keys::contains);
    }

    private List<EncodedTransaction> pick(Execution execution, Parameters parameters) {
        List<EncodedTransaction> picked = new ArrayList<>();
        long bytes = 0;
        for (List<EncodedTransaction> lane : mempool.candidates(LOOK_AHEAD * parameters.maxBlockTransactions())) {
            for (EncodedTransaction transaction : lane) {
                long withThis = bytes + transaction.bytes().size();
                if (picked.size() == parameters.maxBlockTransactions() || withThis > parameters.maxBlockBytes()) {
                    return picked;
                }
                Optional<Violation> violation = execution.add(transaction);
                if (violation.isEmpty()) {
                    picked.add(transaction);
                    bytes = withThis;
                } else if (violation.get() instanceof Violation.BlockFull) {
                    return picked;
                } else if (!(violation.get() instanceof Violation.SequenceUsed)) {
                    break; // what follows in the lane cannot be next either
                }
            }
        }
        return picked;
    }
}

package org.tallystick.internal.validation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.RecoveryBlock;
import org.tallystick.internal.execution.AccountRules;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.Contracts;
import org.tallystick.internal.execution.Execution;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * The rules for a block, in two steps, so that the signatures of its transactions can be checked beside the thread that
 * executes. Stateless, safe for use by several threads.
 */
public final class BlockChecks {
    /** The most bytes that a block's frame adds to its transactions. */
    private static final int FRAME_PER_TRANSACTION = 4;

    /** What was found. */
    public sealed interface Verdict {
        /** It is right, and this is the state after it. */
        record Good(BlockState state) implements Verdict {}

        /** It breaks a rule. */
        record Bad(String reason) implements Verdict {}

        /** It is well-formed, but executing it gives something else than its header says. */
        record OtherOutcome(String what, Hash stated, Hash computed) implements Verdict {}
    }

    /** A block's transactions, or why they cannot be read. */
    public sealed interface Form {
        /**
         * As read.
         *
         * @param fresh those of the transactions whose signatures are not known to be good
         */
        record Read(List<EncodedTransaction> transactions, List<EncodedTransaction> fresh) implements Form {}

        /** It breaks a rule. */
        record Bad(String reason) implements Form {}
    }

    private final Hash chainId;
    private final Contracts contracts;
    private final TransactionChecks transactionChecks;

    /** For one chain. */
    public BlockChecks(Hash chainId, Contracts contracts, TransactionChecks transactionChecks) {
        this.chainId = chainId;
        this.contracts = contracts;
        this.transactionChecks = transactionChecks;
    }

    /**
     * Checks everything that needs neither signatures nor execution.
     *
     * @param held gives by leaf hash those of some transactions that this node holds, which are not read again
     */
    public Form checkForm(
            ProposedBlock block, BlockState parent, Function<List<Hash>, Map<Hash, EncodedTransaction>> held) {
        Parameters parameters = parent.outlook().config().parameters();
        Optional<String> bad = checkHeader(block, parent.header(), parameters);
        if (bad.isPresent()) {
            return new Form.Bad(bad.get());
        }
        try {
            Map<Hash, EncodedTransaction> known = new HashMap<>();
            List<EncodedTransaction> transactions = BlockCodec.decodeBody(
                    block.body(), parameters.maxBlockTransactions(), parameters.maxTransactionBytes(), leaves -> {
                        known.putAll(held.apply(leaves));
                        return known;
                    });
            return checkTransactions(block, parameters, transactions)
                    .<Form>map(Form.Bad::new)
                    .orElseGet(() -> {
                        List<EncodedTransaction> fresh = transactions.stream()
                                .filter(transaction -> !known.containsKey(transaction.leaf()))
                                .toList();
                        return new Form.Read(transactions, fresh);
                    });
        } catch (MalformedException e) {
            return new Form.Bad("the body cannot be read: " + e.getMessage());
        }
    }

    /**
     * The same for a block that was read ahead.
     *
     * @param transactions what {@link #transactionsOf} gave for this very body
     */
    public Form checkForm(ProposedBlock block, BlockState parent, List<EncodedTransaction> transactions) {
        Parameters parameters = parent.outlook().config().parameters();
        Optional<String> bad = checkHeader(block, parent.header(), parameters)
                .or(() -> checkTransactions(block, parameters, transactions));
        return bad.<Form>map(Form.Bad::new).orElseGet(() -> new Form.Read(transactions, transactions));
    }

    private Optional<String> checkTransactions(
            ProposedBlock block, Parameters parameters, List<EncodedTransaction> transactions) {
        if (transactions.size() != block.header().transactionCount()) {
            return Optional.of("the header counts " + block.header().transactionCount() + " transactions, the body "
                    + transactions.size());
        }
        if (!BlockCodec.transactionRoot(transactions).equals(block.header().transactionRoot())) {
            return Optional.of("the transactions are not those of the header");
        }
        for (EncodedTransaction transaction : transactions) {
            if (!transactionChecks.fitsBlock(transaction, parameters)) {
                return Optional.of("transaction " + transaction.id() + " is too large or for another chain");
            }
        }
        return Optional.empty();
    }

    /** What a block's body holds, if it can be read and is no longer than its header says; nothing else is checked. */
    public Optional<List<EncodedTransaction>> transactionsOf(ProposedBlock block) {
        try {
            return Optional.of(BlockCodec.decodeBody(
                    block.body(),
                    block.header().transactionCount(),
                    block.body().size()));
        } catch (MalformedException e) {
            return Optional.empty(); // told when it is checked
        }
    }

    private Optional<String> checkHeader(ProposedBlock block, BlockHeader parent, Parameters parameters) {
        BlockHeader header = block.header();
        if (!header.chainId().equals(chainId)) {
            return Optional.of("the block is of chain " + header.chainId());
        }
        if (!HeaderCodec.hash(header).equals(block.hash())) {
            return Optional.of("the header does not have the hash it was sent with");
        }
        if (header.height() != parent.height() + 1) {
            return Optional.of("height " + header.height() + " on a parent of height " + parent.height());
        }
        if (header.timestamp() <= parent.timestamp()) {
            return Optional.of("timestamp " + header.timestamp() + " is not above the parent's, " + parent.timestamp());
        }
        if (RecoveryBlock.is(header)) {
            return Optional.of("a recovery is not agreed on by validators; it comes with its governors' certificate");
        }
        if (!header.configHash().equals(parent.nextConfigHash())) {
            return Optional.of("the header names other validators or parameters than those in force");
        }
        long mostBytes = parameters.maxBlockBytes() + 4L + (long) FRAME_PER_TRANSACTION * header.transactionCount();
        if (header.transactionCount() > parameters.maxBlockTransactions()
                || block.body().size() > mostBytes) {
            return Optional.of("the block is larger than the parameters allow");
        }
        return Optional.empty();
    }

    /** Executes a block whose form and signatures are good, and compares the outcome with the header. */
    public Verdict execute(ProposedBlock block, BlockState parent, List<EncodedTransaction> transactions) {
        BlockHeader header = block.header();
        if (!parent.history().root().equals(header.historyRoot())) {
            return new Verdict.Bad("the history root is not that of the parent's chain");
        }
        Execution execution = new Execution(contracts, parent, header.timestamp());
        for (EncodedTransaction transaction : transactions) {
            Optional<AccountRules.Violation> violation = execution.add(transaction);
            if (violation.isPresent()) {
                return new Verdict.Bad("transaction " + transaction.id() + " may not stand here: "
                        + violation.get().message());
            }
        }
        BlockState.Executed executed = execution.finish();
        Hash receiptRoot = executed.receipts().root();
        if (!receiptRoot.equals(header.receiptRoot())) {
            return new Verdict.OtherOutcome("receipt root", header.receiptRoot(), receiptRoot);
        }
        Hash stateRoot = executed.tree().root();
        if (!stateRoot.equals(header.stateRoot())) {
            return new Verdict.OtherOutcome("state root", header.stateRoot(), stateRoot);
        }
        Hash nextConfig = parent.configHashOf(executed.outlook());
        if (!nextConfig.equals(header.nextConfigHash())) {
            return new Verdict.OtherOutcome("next configuration", header.nextConfigHash(), nextConfig);
        }
        return new Verdict.Good(new BlockState(parent, header, block.hash(), block.body(), transactions, executed));
    }
}

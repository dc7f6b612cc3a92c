package org.tallystick.internal.execution;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.EncodedReceipts;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.StateKeys;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Outcome;
import org.tallystick.model.Parameters;
import org.tallystick.model.Receipt;
import org.tallystick.model.Transaction;

/**
 * Executes the transactions of one block, one after another. The result depends on the parent's state, the header's
 * height and timestamp, and the transactions, and on nothing else. For one thread.
 */
public final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    /** A block takes no further transaction once it has used so many times what one transaction may. */
    public static final int BLOCK_LIMIT_FACTOR = 4;

    private final Contracts contracts;
    private final AccountRules rules;
    private final BlockState parent;
    private final long height;
    private final long timestamp;
    private final Overlay block;
    private final List<Receipt> receipts = new ArrayList<>();
    private final StateKeys.Hasher keys = new StateKeys.Hasher();
    private final long blockLimit;
    private long used;

    /** Begins a block on a parent. */
    public Execution(Contracts contracts, BlockState parent, long timestamp) {
        Parameters parameters = parent.outlook().config().parameters();
        this.contracts = contracts;
        this.rules = new AccountRules(parameters);
        this.parent = parent;
        this.height = parent.height() + 1;
        long each = parameters.maxResourceLimit();
        this.blockLimit = each > Long.MAX_VALUE / BLOCK_LIMIT_FACTOR ? Long.MAX_VALUE : BLOCK_LIMIT_FACTOR * each;
        this.timestamp = timestamp;
        this.block = new Overlay(parent);
    }

    /**
     * Executes the next transaction if it may stand here.
     *
     * @return empty when it was executed, whatever its outcome; otherwise why it may not be in this block at this place
     * @throws ContractError when the node cannot go on
     * @throws org.tallystick.spi.storage.StorageException when the state cannot be read
     */
    public Optional<AccountRules.Violation> add(EncodedTransaction transaction) {
        if (parent.outlook().isEnding()) {
            return Optional.of(new AccountRules.Violation.BlockFull(
                    "the epoch ends with block " + parent.outlook().boundary() + "; until then blocks are empty"));
        }
        if (used >= blockLimit) {
            return Optional.of(new AccountRules.Violation.BlockFull(
                    "the block has used " + used + " resource units, and takes no more after " + blockLimit));
        }
        Transaction body = transaction.transaction().body();
        Optional<AccountRules.Violation> violation = rules.check(transaction.transaction(), block, timestamp);
        if (violation.isPresent()) {
            return violation;
        }
        block.put(
                HashedKey.of(StateKey.lane(body.sender(), body.lane()), keys),
                AccountRules.encodeSequence(body.sequence() + 1));
        Receipt receipt = call(transaction);
        receipts.add(receipt);
        used = Math.addExact(used, receipt.resourcesUsed());
        return Optional.empty();
    }

    private Receipt call(EncodedTransaction transaction) {
        Transaction body = transaction.transaction().body();
        ResourceMeter meter = new ResourceMeter(body.resourceLimit());
        Overlay own = new Overlay(block);
        Call call = new Call(transaction, parent, timestamp, own, meter, contracts.verifier(), keys);
        Outcome outcome = outcome(body, call, meter);
        call.requireNoTrouble();
        boolean succeeded = outcome instanceof Outcome.Succeeded;
        if (succeeded) {
            block.merge(own);
        }
        return new Receipt(
                transaction.id(),
                height,
                receipts.size(),
                outcome,
                meter.used(),
                succeeded ? call.events() : List.of());
    }

    private Outcome outcome(Transaction body, Call call, ResourceMeter meter) {
        Optional<Contract<?>> contract = contracts.find(body.contract());
        if (contract.isEmpty()) {
            return new Outcome.Failed(Outcome.Cause.UNKNOWN_CONTRACT);
        }
        Outcome outcome;
        try {
            meter.call(body.call().size());
            outcome = new Outcome.Succeeded(Contracts.run(contract.get(), body.call(), call));
        } catch (ContractRefusal refusal) {
            outcome = refused(refusal);
        } catch (ResourceMeter.Exhausted e) {
            outcome = new Outcome.Failed(Outcome.Cause.OUT_OF_RESOURCES);
        } catch (RuntimeException e) {
            LOG.debug("contract {} failed on transaction {}", body.contract(), call.transactionId(), e);
            outcome = new Outcome.Failed(Outcome.Cause.EXCEPTION);
        } catch (Error e) {
            throw new ContractError(
                    "contract " + body.contract() + " on transaction " + call.transactionId() + ": " + e, e);
        }
        return meter.exhausted() ? new Outcome.Failed(Outcome.Cause.OUT_OF_RESOURCES) : outcome;
    }

    private static Outcome refused(ContractRefusal refusal) {
        try {
            return new Outcome.Refused(refusal.code(), refusal.getMessage());
        } catch (RuntimeException e) { // a code or message out of bounds, or null: as deterministic as a refusal
            return new Outcome.Failed(Outcome.Cause.EXCEPTION);
        }
    }

    /** How many transactions were executed. */
    public int size() {
        return receipts.size();
    }

    /** Ends the block. */
    public BlockState.Executed finish() {
        Map<HashedKey, Optional<Bytes>> changes = ascending(block.changes());
        return new BlockState.Executed(
                EncodedReceipts.of(receipts),
                changes,
                parent.tree().with(treeChanges(changes)),
                ConfigRule.after(parent.outlook(), height, block, contracts.areGoverned()));
    }

    /** In the order of the hashed keys, in which the tree and the store take them; so that they are sorted once. */
    private static Map<HashedKey, Optional<Bytes>> ascending(Map<HashedKey, Optional<Bytes>> changes) {
        List<Map.Entry<HashedKey, Optional<Bytes>>> sorted = new ArrayList<>(changes.entrySet());
        sorted.sort((one, other) -> one.getKey().hash().compareTo(other.getKey().hash()));
        Map<HashedKey, Optional<Bytes>> ascending = new LinkedHashMap<>(2 * sorted.size());
        sorted.forEach(change -> ascending.put(change.getKey(), change.getValue()));
        return Collections.unmodifiableMap(ascending);
    }

    /** The changes as the authenticated tree takes them, in ascending order of the hashed keys. */
    public static List<StateTree.Change> treeChanges(Map<HashedKey, Optional<Bytes>> changes) {
        List<StateTree.Change> ascending = new ArrayList<>(changes.size());
        MessageDigest digest = Sha256.digest();
        changes.forEach((key, value) -> ascending.add(new StateTree.Change(key.hash(), valueHash(value, digest))));
        ascending.sort((one, other) -> one.key().compareTo(other.key()));
        return ascending;
    }

    private static Hash valueHash(Optional<Bytes> value, MessageDigest digest) {
        if (value.isEmpty()) {
            return null;
        }
        value.get().updateDigest(digest);
        return Hash.of(digest.digest());
    }
}

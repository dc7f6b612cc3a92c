package org.tallystick.internal.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.EncodedReceipts;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.codec.RecoveryStatement;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.governance.GovernanceState;
import org.tallystick.contract.governance.Scheduled;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.ConfigRule;
import org.tallystick.internal.execution.Execution;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;
import org.tallystick.spi.consensus.Outlook;

/**
 * The block that a recovery makes (see {@link RecoveryStatement}): empty, of nobody, marked in the engine's fields, and
 * the last of its epoch. It follows from the statement and the block below, so every node makes the same. Stateless.
 */
public final class RecoveryBlock {
    private RecoveryBlock() {}

    /** Whether a header is that of such a block. */
    public static boolean is(BlockHeader header) {
        return RecoveryCertificate.standsBeside(header);
    }

    /**
     * Why a certificate does not lead on from a final block; empty when it does.
     *
     * @param head the last final block
     * @param knownFinal the greatest height that is known to be final, stored here or not
     * @param requirement throws {@link IllegalArgumentException} on what the engine cannot run with
     */
    public static Optional<String> objection(
            RecoveryCertificate certificate,
            BlockState head,
            long knownFinal,
            Genesis genesis,
            Consumer<LedgerConfig> requirement,
            SignatureVerifier verifier) {
        RecoveryStatement statement = certificate.statement();
        LedgerConfig now = head.outlook().config();
        if (genesis.governance().isEmpty()) {
            return Optional.of("this ledger names nobody who could recover it");
        }
        if (statement.height() != head.height() || !statement.block().equals(head.hash())) {
            return Optional.of("it goes on from block " + statement.height() + " " + statement.block() + ", but block "
                    + head.height() + " " + head.hash() + " is final here");
        }
        if (knownFinal > head.height()) {
            return Optional.of("it goes on from block " + statement.height() + ", but block " + knownFinal
                    + " is final already; it is being fetched");
        }
        if (statement.config().epoch() != now.epoch() + 1) {
            return Optional.of("it begins epoch " + statement.config().epoch() + ", but this is epoch " + now.epoch());
        }
        if (statement.timestamp() <= head.header().timestamp()) {
            return Optional.of("its time " + statement.timestamp() + " is not above that of the last block, "
                    + head.header().timestamp());
        }
        try {
            requirement.accept(statement.config());
        } catch (IllegalArgumentException e) {
            return Optional.of("the engine cannot go on with it: " + e.getMessage());
        }
        boolean good = certificate.isGood(
                head.header().chainId(), GovernanceState.governance(ConfigRule.reader(head)), verifier);
        return good ? Optional.empty() : Optional.of("it is not signed by enough governors, or not by them alone");
    }

    /** The block that a certificate makes which was found good. */
    public static BlockState on(BlockState parent, RecoveryStatement statement) {
        Scheduled change = new Scheduled(parent.height() + 1, statement.config());
        Map<HashedKey, Optional<Bytes>> changes = new HashMap<>();
        changes.put(
                key(GovernanceState.BEFORE),
                Optional.of(ConfigCodec.encode(parent.outlook().config())));
        changes.put(key(GovernanceState.SCHEDULED), Optional.of(GovernanceState.encode(change)));
        BlockState.Executed executed = new BlockState.Executed(
                EncodedReceipts.NONE,
                Map.copyOf(changes),
                parent.tree().with(Execution.treeChanges(changes)),
                new Outlook(statement.config(), 0));
        BlockHeader header = new BlockHeader(
                parent.header().chainId(),
                parent.height() + 1,
                parent.hash(),
                statement.timestamp(),
                new PublicKey(SignatureScheme.ED25519, Bytes.wrap(new byte[32])),
                0,
                BlockCodec.transactionRoot(List.of()),
                executed.receipts().root(),
                executed.tree().root(),
                parent.history().root(),
                parent.header().nextConfigHash(),
                ConfigCodec.hash(statement.config()),
                RecoveryCertificate.mark());
        return new BlockState(
                parent, header, HeaderCodec.hash(header), BlockCodec.encodeBody(List.of()), List.of(), executed);
    }

    /** Reads a certificate; empty when the bytes are none. */
    public static Optional<RecoveryCertificate> read(Bytes certificate) {
        try {
            return Optional.of(RecoveryCertificate.decode(certificate));
        } catch (MalformedException e) {
            return Optional.empty(); // the caller refuses it
        }
    }

    private static HashedKey key(Bytes key) {
        return HashedKey.of(StateKey.of(GovernanceContract.ID, key));
    }
}

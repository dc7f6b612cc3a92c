package org.tallystick.internal.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.GovernanceCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.ReceiptCodec;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.governance.GovernanceState;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.BucketTrie;
import org.tallystick.internal.execution.Execution;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/** The genesis block and the first state, which follow from the genesis alone. */
final class GenesisState {
    private GenesisState() {}

    /** What the first state holds. */
    static Map<HashedKey, Optional<Bytes>> changes(Genesis genesis) {
        Map<HashedKey, Optional<Bytes>> changes = new HashMap<>();
        genesis.accounts()
                .forEach(account -> changes.put(
                        HashedKey.of(StateKey.account(account.id())),
                        Optional.of(AccountCodec.encode(account.record()))));
        genesis.governance().ifPresent(governance -> {
            changes.put(governanceKey(GovernanceState.GOVERNORS), Optional.of(GovernanceCodec.encode(governance)));
            changes.put(governanceKey(GovernanceState.BEFORE), Optional.of(ConfigCodec.encode(genesis.config())));
        });
        return changes;
    }

    private static HashedKey governanceKey(Bytes key) {
        return HashedKey.of(StateKey.of(GovernanceContract.ID, key));
    }

    /** The header at height 0. */
    static BlockHeader header(Genesis genesis) {
        Hash config = ConfigCodec.hash(genesis.validators(), genesis.parameters());
        Hash stateRoot = BucketTrie.inMemory()
                .with(Execution.treeChanges(changes(genesis)))
                .root();
        PublicKey nobody = new PublicKey(SignatureScheme.ED25519, Bytes.wrap(new byte[32]));
        return new BlockHeader(
                GenesisCodec.chainId(genesis),
                0,
                Hash.ZERO,
                genesis.timestamp(),
                nobody,
                0,
                BlockCodec.transactionRoot(List.of()),
                ReceiptCodec.receiptRoot(List.of()),
                stateRoot,
                MerkleFrontier.EMPTY.root(),
                config,
                config,
                Bytes.EMPTY);
    }

    /** The history after genesis. */
    static MerkleFrontier history(BlockHeader genesis) {
        return MerkleFrontier.EMPTY.append(BlockState.historyLeaf(HeaderCodec.hash(genesis)));
    }
}

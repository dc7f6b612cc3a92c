package org.tallystick.internal.execution;

import java.util.List;
import java.util.function.LongFunction;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.Contract;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.crypto.SignatureVerifier;
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

/** A block in the making, on some parent, in a ledger that has one contract. */
final class ExecutionFixture {
    private static final long NOW = 1_000_000;

    private ExecutionFixture() {}

    static Execution execution(
            Contract<?> contract,
            Parameters parameters,
            StateReads store,
            LongFunction<Hash> hashes,
            SignatureVerifier verifier) {
        BlockHeader header = new Generators(1).header();
        BlockState parent = new BlockState(
                header,
                HeaderCodec.hash(header),
                BucketTrie.inMemory(),
                MerkleFrontier.EMPTY,
                store,
                new Outlook(new LedgerConfig(new Generators(2).validators(0, 4), parameters), 0),
                hashes);
        List<ContractRef> named = List.of(new ContractRef(contract.id(), contract.version()));
        return new Execution(Contracts.select(named, List.of(contract), verifier), parent, NOW);
    }

    /** An account's first call. */
    static EncodedTransaction call(int account, ContractId contract) {
        MockSigner signer = MockSigner.numbered(account);
        Transaction body = new Transaction(
                Hash.ZERO,
                AccountCodec.idOf(signer.publicKey()),
                0,
                0,
                NOW + 1_000,
                contract,
                Bytes.EMPTY,
                10_000,
                List.of());
        return TransactionCodec.encode(TransactionCodec.sign(body, List.of(signer)));
    }
}

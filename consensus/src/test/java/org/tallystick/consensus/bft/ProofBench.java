package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.ReceiptCodec;
import org.tallystick.codec.StateKeys;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.crypto.KeyProofs;
import org.tallystick.crypto.MerkleProofs;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Outcome;
import org.tallystick.model.Parameters;
import org.tallystick.model.Receipt;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.proof.Ancestor;
import org.tallystick.proof.Claim;
import org.tallystick.proof.EpochStep;
import org.tallystick.proof.Proof;
import org.tallystick.testkit.Generators;

/**
 * A made-up chain of headers with true certificates, of several epochs whose validators change, and every proof that can
 * be made of it. Epoch e has the validators e to e + 3 and ends with block 4e + 4.
 */
final class ProofBench {
    static final int BLOCKS_AN_EPOCH = 4;
    static final String SPACE = "token";
    static final Bytes KEY = Bytes.utf8("a key");
    static final Bytes ABSENT = Bytes.utf8("no key");
    static final Bytes VALUE = Bytes.utf8("its value");

    final Genesis genesis;
    final List<BlockHeader> headers = new ArrayList<>();
    final List<EncodedTransaction> transactions = new ArrayList<>();
    private final List<Receipt> firstReceipts = new ArrayList<>();
    private final List<Hash> history = new ArrayList<>();
    private final Hash keyHash = StateKeys.hash(SPACE, KEY);
    private final Hash chainId;

    ProofBench(int epochs) {
        genesis = new Genesis(
                "bench",
                1_700_000_000_000L,
                "bft",
                config(0).validators(),
                false,
                List.of(),
                Parameters.DEFAULT,
                List.of(),
                List.of());
        chainId = GenesisCodec.chainId(genesis);
        Generators generators = new Generators(9);
        for (int i = 0; i < 5; i++) {
            transactions.add(TransactionCodec.encode(generators.trulySignedTransaction()));
        }
        for (long height = 0; height <= (long) epochs * BLOCKS_AN_EPOCH; height++) {
            headers.add(header(height));
            history.add(MerkleTree.leafHash(
                    HeaderCodec.hash(headers.get((int) height)).toBytes()));
        }
    }

    static LedgerConfig config(long epoch) {
        List<Validator> members = new ArrayList<>();
        for (long i = epoch; i < epoch + 4; i++) {
            members.add(new Validator(
                    "validator-" + i,
                    key(i).publicKey(),
                    new NodeId(key(1000 + i).publicKey())));
        }
        return new LedgerConfig(new ValidatorSet(epoch, members), Parameters.DEFAULT);
    }

    static PrivateKey key(long number) {
        return PrivateKey.fromSeed(
                Sha256.hash(new CanonicalWriter(8).u64(number).toArray()).toArray());
    }

    static long epochOf(long height) {
        return height == 0 ? 0 : (height - 1) / BLOCKS_AN_EPOCH;
    }

    private BlockHeader header(long height) {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < transactions.size(); i++) {
            receipts.add(new Receipt(
                    transactions.get(i).id(),
                    height,
                    i,
                    new Outcome.Refused("no-funds", "te weinig: " + i),
                    7,
                    List.of()));
        }
        firstReceipts.addAll(receipts);
        return new BlockHeader(
                chainId,
                height,
                height == 0 ? Hash.ZERO : HeaderCodec.hash(headers.get(headers.size() - 1)),
                1_700_000_000_000L + height,
                key(0).publicKey(),
                transactions.size(),
                BlockCodec.transactionRoot(transactions),
                ReceiptCodec.receiptRoot(receipts),
                KeyProofs.leaf(keyHash, Sha256.hash(VALUE)),
                MerkleTree.root(history),
                ConfigCodec.hash(config(epochOf(height))),
                ConfigCodec.hash(config(epochOf(height + 1))),
                Committee.engineFields(epochOf(height)));
    }

    /** A certificate by some of the validators of the block's epoch. */
    Bytes certificate(long height, int... signers) {
        return certificate(
                headers.get((int) height), epochOf(height), config(epochOf(height)), VoteKind.FINALIZE, signers);
    }

    Bytes certificate(BlockHeader header, long epoch, LedgerConfig config, VoteKind kind, int... signers) {
        Subject subject = new Subject(kind, 77, header.height(), HeaderCodec.hash(header));
        List<Vote> votes = new ArrayList<>();
        for (int signer : signers) {
            votes.add(new Vote(
                    subject, signer, key(config.epoch() + signer).sign(subject.signedMessage(chainId, epoch))));
        }
        return new MessageCodec(chainId, epoch, config.validators().size()).encode(new Certificate(subject, votes));
    }

    List<EpochStep> steps(long from, long to) {
        List<EpochStep> steps = new ArrayList<>();
        for (long epoch = from; epoch < to; epoch++) {
            int last = (int) (epoch + 1) * BLOCKS_AN_EPOCH;
            steps.add(new EpochStep(headers.get(last), certificate(last, 0, 1, 3), config(epoch + 1)));
        }
        return steps;
    }

    /** A proof that one block is final. */
    Proof block(long height) {
        return of(height, Optional.empty(), List.of());
    }

    Proof of(long attested, Optional<Ancestor> ancestor, List<Claim> claims) {
        return new Proof(
                steps(0, epochOf(attested)),
                headers.get((int) attested),
                certificate(attested, 0, 1, 2),
                ancestor,
                claims);
    }

    Ancestor ancestor(int height, int attested) {
        return new Ancestor(headers.get(height), MerkleProofs.inclusion(history.subList(0, attested), height));
    }

    Claim included(int index) {
        List<Hash> leaves = transactions.stream().map(EncodedTransaction::leaf).toList();
        return new Claim.Included(index, transactions.get(index).transaction(), MerkleProofs.inclusion(leaves, index));
    }

    Claim ended(int height, int index) {
        List<Receipt> receipts =
                firstReceipts.subList(height * transactions.size(), (height + 1) * transactions.size());
        return new Claim.Ended(
                receipts.get(index),
                MerkleProofs.inclusion(receipts.stream().map(ReceiptCodec::leaf).toList(), index));
    }

    Claim held() {
        return new Claim.Held(SPACE, KEY, Optional.of(VALUE), new KeyProof(new KeyProof.Found(), List.of()));
    }

    Claim absent() {
        KeyProof.End end = new KeyProof.Other(keyHash, Sha256.hash(VALUE));
        return new Claim.Held(SPACE, ABSENT, Optional.empty(), new KeyProof(end, List.of()));
    }

    Claim continues(int oldSize, int size) {
        return new Claim.Continues(
                oldSize,
                headers.get(oldSize).historyRoot(),
                MerkleProofs.consistency(history.subList(0, size), oldSize));
    }

    /** One proof of each kind, and one of everything at once. */
    List<Proof> everyKind() {
        LongFunction<List<Claim>> all =
                height -> List.of(included(2), ended((int) height, 4), held(), absent(), continues(2, (int) height));
        return List.of(
                block(3),
                of(2, Optional.empty(), List.of(included(0), ended(2, 0))),
                of(3, Optional.empty(), List.of(held())),
                of(3, Optional.empty(), List.of(absent())),
                of(4, Optional.of(ancestor(1, 4)), List.of()),
                of(3, Optional.empty(), List.of(continues(2, 3))),
                of(11, Optional.of(ancestor(6, 11)), all.apply(6)));
    }
}

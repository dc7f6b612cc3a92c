package org.tallystick.internal.chain;

import java.util.List;
import java.util.Optional;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofRequest.What;
import org.tallystick.api.ProofResult;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.ReceiptCodec;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.crypto.MerkleProofs;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;
import org.tallystick.proof.Ancestor;
import org.tallystick.proof.Claim;
import org.tallystick.proof.EpochStep;
import org.tallystick.proof.Proof;

/** Makes proofs about the final chain, from one consistent view of the store. For one thread; blocks on the disk. */
public final class ProofMaker {
    private static final long NONE = -1;

    private final ChainView view;
    private final ChainReader reader;
    private final HistoryTree history;

    private ProofMaker(ChainView view) {
        this.view = view;
        this.reader = new ChainReader(view.snapshot());
        this.history = new HistoryTree(view.snapshot());
    }

    /** Makes a proof as of the last final block. */
    public static ProofResult make(FinalChain chain, ProofRequest request) {
        try (ChainView view = chain.view()) {
            return make(view, request);
        }
    }

    /** Makes a proof as of a view. */
    public static ProofResult make(ChainView view, ProofRequest request) {
        return new ProofMaker(view).make(request);
    }

    /** The encoded tree over the hashes of all blocks below that of a view; empty when too little of it is kept here. */
    public static Optional<Bytes> historyBelow(ChainView view) {
        return new HistoryTree(view.snapshot()).frontier(view.head().height());
    }

    private ProofResult make(ProofRequest request) {
        long head = view.head().height();
        if (head == 0) {
            return new ProofResult.NotFinalYet("no block above the genesis block is final here");
        }
        What what = request.what();
        if (what instanceof What.BlockAt block) {
            return block.height() > head ? above(block.height()) : about(request, block.height(), List.of());
        } else if (what instanceof What.TransactionWith transaction) {
            return transaction(request, transaction.id());
        } else if (what instanceof What.ValueOf value) {
            return value(request, value);
        } else if (what instanceof What.HistoryOf older) {
            return older.height() > head ? above(older.height()) : history(request, older.height());
        }
        throw new AssertionError(what);
    }

    private ProofResult above(long height) {
        return new ProofResult.NotFinalYet("block " + height + " is not final here; the last is "
                + view.head().height());
    }

    private ProofResult transaction(ProofRequest request, Hash id) {
        Optional<Columns.Place> place = reader.place(id);
        if (place.isEmpty()) {
            return new ProofResult.Unknown("no final block here contains transaction " + id);
        }
        long height = place.get().height();
        int index = place.get().index();
        Optional<List<EncodedTransaction>> transactions = reader.transactions(height);
        List<Receipt> receipts = reader.receipts(height);
        if (transactions.isEmpty() || receipts.size() <= index) {
            return new ProofResult.Pruned("block " + height + " with transaction " + id + " is no longer kept here");
        }
        List<Hash> leaves =
                transactions.get().stream().map(EncodedTransaction::leaf).toList();
        List<Hash> outcomes = receipts.stream().map(ReceiptCodec::leaf).toList();
        return about(
                request,
                height,
                List.of(
                        new Claim.Included(
                                index,
                                transactions.get().get(index).transaction(),
                                MerkleProofs.inclusion(leaves, index)),
                        new Claim.Ended(receipts.get(index), MerkleProofs.inclusion(outcomes, index))));
    }

    private ProofResult value(ProofRequest request, What.ValueOf wanted) {
        HashedKey key = HashedKey.of(new StateKey(wanted.space(), wanted.key()));
        Optional<Bytes> value = Optional.ofNullable(view.state(key));
        Claim claim = new Claim.Held(wanted.space(), wanted.key(), value, view.prove(key));
        return about(request, view.head().height(), List.of(claim));
    }

    private ProofResult history(ProofRequest request, long size) {
        long head = view.head().height();
        Optional<BlockHeader> older = reader.header(size);
        Optional<List<Hash>> path = history.consistency(size, head);
        if (older.isEmpty() || path.isEmpty()) {
            return new ProofResult.Pruned("the history up to block " + size + " is not kept here");
        }
        return about(
                request, head, List.of(new Claim.Continues(size, older.get().historyRoot(), path.get())));
    }

    /** The first height from this one on whose block validators attest; a recovery's is attested by those above it. */
    private long attestedFrom(long height) {
        Optional<Long> found = reader.certifiedFrom(height);
        while (found.isPresent()
                && reader.header(found.get())
                        .filter(RecoveryCertificate::standsBeside)
                        .isPresent()) {
            found = reader.certifiedFrom(found.get() + 1);
        }
        return found.orElse(NONE);
    }

    /** Claims about a block that is final, attested by itself or by the first block above that can be. */
    private ProofResult about(ProofRequest request, long height, List<Claim> claims) {
        Optional<BlockHeader> subject = reader.header(height);
        long attested = attestedFrom(height == 0 ? view.head().height() : height);
        if (attested == NONE && RecoveryCertificate.standsBeside(view.head().header())) {
            return new ProofResult.NotFinalYet(
                    "the last final block is one of a recovery; the validators attest it with the next");
        }
        Optional<BlockHeader> header = attested == NONE ? Optional.empty() : reader.header(attested);
        if (subject.isEmpty() || header.isEmpty()) {
            return new ProofResult.Pruned("block " + height + " is no longer kept here");
        }
        Optional<Ancestor> ancestor = Optional.empty();
        if (attested != height) {
            Optional<List<Hash>> path = history.inclusion(height, attested);
            if (path.isEmpty()) {
                return new ProofResult.Pruned("the history up to block " + height + " is not kept here");
            }
            ancestor = Optional.of(new Ancestor(subject.get(), path.get()));
        }
        Optional<List<EpochStep>> steps = EpochSteps.between(view.snapshot(), request.sinceEpoch(), header.get());
        if (steps.isEmpty()) {
            return new ProofResult.Pruned("how the validators changed since epoch " + request.sinceEpoch()
                    + " is not kept here, or block " + attested + " is older");
        }
        return new ProofResult.Made(
                new Proof(steps.get(), header.get(), reader.certificate(attested), ancestor, claims));
    }
}

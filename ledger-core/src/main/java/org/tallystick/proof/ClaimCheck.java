package org.tallystick.proof;

import org.tallystick.codec.ReceiptCodec;
import org.tallystick.codec.StateKeys;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.crypto.KeyProofs;
import org.tallystick.crypto.MerkleProofs;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;
import org.tallystick.proof.LightClient.Unconvincing;
import org.tallystick.proof.Verdict.Reason;

/** Holds claims against the roots of a header that is known to be a final block's. */
final class ClaimCheck {
    private final BlockHeader header;

    ClaimCheck(BlockHeader header) {
        this.header = header;
    }

    /** Whether the history root of an attested block contains a hash at the older block's height. */
    static boolean isAncestor(Hash hash, Ancestor ancestor, BlockHeader attested) {
        return MerkleProofs.verifyInclusion(
                MerkleTree.leafHash(hash.toBytes()),
                ancestor.header().height(),
                attested.height(),
                ancestor.path(),
                attested.historyRoot());
    }

    void check(Claim claim) throws Unconvincing {
        if (claim instanceof Claim.Included included) {
            require(
                    MerkleProofs.verifyInclusion(
                            TransactionCodec.encode(included.transaction()).leaf(),
                            included.index(),
                            header.transactionCount(),
                            included.path(),
                            header.transactionRoot()),
                    "transaction " + TransactionCodec.id(included.transaction().body())
                            + " is not shown to stand at place " + included.index());
        } else if (claim instanceof Claim.Ended ended) {
            require(
                    holds(ended),
                    "the outcome of transaction " + ended.receipt().transactionId() + " is not shown to be this");
        } else if (claim instanceof Claim.Held held) {
            Hash key = StateKeys.hash(held.space(), held.key());
            require(
                    KeyProofs.root(held.proof(), key, held.value().map(Sha256::hash))
                            .filter(header.stateRoot()::equals)
                            .isPresent(),
                    "the key " + held.key() + " of '" + held.space() + "' is not shown to have "
                            + (held.value().isPresent() ? "this value" : "no value"));
        } else if (claim instanceof Claim.Continues continues) {
            require(
                    MerkleProofs.verifyConsistency(
                            continues.size(),
                            continues.root(),
                            header.height(),
                            header.historyRoot(),
                            continues.path()),
                    "the history of the first " + continues.size() + " blocks with root " + continues.root()
                            + " is not shown to be its beginning");
        } else {
            throw new AssertionError(claim);
        }
    }

    private boolean holds(Claim.Ended ended) {
        Receipt receipt = ended.receipt();
        return receipt.height() == header.height()
                && MerkleProofs.verifyInclusion(
                        ReceiptCodec.leaf(receipt),
                        receipt.index(),
                        header.transactionCount(),
                        ended.path(),
                        header.receiptRoot());
    }

    private void require(boolean holds, String otherwise) throws Unconvincing {
        LightClient.require(holds, Reason.BAD_CLAIM, "of block " + header.height() + ": " + otherwise);
    }
}

package org.tallystick.consensus.bft;

import java.util.List;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.FinalityVerifier;

/**
 * A block is final when a quorum has voted finalize for exactly it: q distinct validators, the same chain, epoch,
 * height and hash. A notarization never proves finality to anyone.
 */
final class BftFinalityVerifier implements FinalityVerifier {
    @Override
    public boolean isFinal(
            Hash chainId,
            ValidatorSet validators,
            BlockHeader header,
            Hash hash,
            Bytes certificate,
            SignatureVerifier signatures) {
        if (validators.epoch() > Limits.MAX_EPOCH
                || !header.chainId().equals(chainId)
                || !header.engineFields().equals(Committee.engineFields(validators.epoch()))) {
            return false;
        }
        Certificate proof = read(new MessageCodec(chainId, validators.epoch(), validators.size()), certificate);
        if (proof == null
                || proof.kind() != VoteKind.FINALIZE
                || proof.subject().height() != header.height()
                || !proof.subject().block().equals(hash)
                || proof.votes().size() < validators.quorum()) {
            return false;
        }
        Bytes message = Bytes.wrap(proof.subject().signedMessage(chainId, validators.epoch()));
        return signatures.allGood(proof.votes().stream()
                .map(vote -> new SignatureCheck(validators.get(vote.validator()).key(), message, vote.signature()))
                .toList());
    }

    @Override
    public List<Integer> signers(Hash chainId, ValidatorSet validators, Bytes certificate) {
        Certificate proof = read(new MessageCodec(chainId, validators.epoch(), validators.size()), certificate);
        return proof == null
                ? List.of()
                : proof.votes().stream().map(Vote::validator).toList();
    }

    /** Reads the certificate that stands beside a block: a message with that one item. Null when it is not one. */
    static Certificate read(MessageCodec codec, Bytes certificate) {
        try {
            Envelope envelope = codec.decode(certificate);
            return !envelope.repeat()
                            && envelope.items().size() == 1
                            && envelope.items().get(0) instanceof Certificate only
                    ? only
                    : null;
        } catch (MalformedException e) {
            return null; // the caller learns it from the verdict
        }
    }
}

package org.tallystick.consensus.bft;

import java.util.HashMap;
import java.util.Map;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.PublicKey;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.EngineContext;

/** The validators of the epoch, who this node is among them, and what they sign. Immutable. */
final class Committee {
    private final Hash chainId;
    private final ValidatorSet validators;
    private final Signer signer;
    private final int self;
    private final Bytes engineFields;
    private final Map<NodeId, Integer> byNode = new HashMap<>(); // looked up, never iterated

    Committee(EngineContext context) {
        chainId = context.chainId();
        validators = context.validators();
        signer = context.signer().orElse(null);
        self = signer == null ? -1 : validators.indexOf(signer.publicKey()).orElse(-1);
        engineFields = engineFields(validators.epoch());
        for (int i = 0; i < validators.size(); i++) {
            byNode.put(validators.get(i).node(), i);
        }
    }

    /** What a header of an epoch carries for this engine. It has no view, so that a block can be proposed again. */
    static Bytes engineFields(long epoch) {
        return new CanonicalWriter(16).u64(epoch).toBytes();
    }

    Hash chainId() {
        return chainId;
    }

    long epoch() {
        return validators.epoch();
    }

    int size() {
        return validators.size();
    }

    int quorum() {
        return validators.quorum();
    }

    int maxFaulty() {
        return validators.maxFaulty();
    }

    /** Index of this node's validator, or -1 for an observer. */
    int self() {
        return self;
    }

    boolean isMember() {
        return self >= 0;
    }

    /** Who leads a view: in turn. */
    int leader(long view) {
        return (int) (view % validators.size());
    }

    boolean leads(long view) {
        return self >= 0 && leader(view) == self;
    }

    NodeId node(int validator) {
        return validators.get(validator).node();
    }

    /** The validator for which a node speaks, or -1. */
    int indexOf(NodeId node) {
        return byNode.getOrDefault(node, -1);
    }

    PublicKey key(int validator) {
        return validators.get(validator).key();
    }

    String name(int validator) {
        return validators.get(validator).name();
    }

    ValidatorSet validators() {
        return validators;
    }

    Bytes engineFields() {
        return engineFields;
    }

    /** Signs a vote of this node. */
    Vote sign(Subject subject) {
        return new Vote(subject, self, signer.sign(subject.signedMessage(chainId, epoch())));
    }

    /** What is signed by a vote. */
    Bytes message(Subject subject) {
        return Bytes.wrap(subject.signedMessage(chainId, epoch()));
    }

    /** Whether a vote's signature has the length that the validator's scheme asks for. */
    boolean plausible(Vote vote) {
        return vote.signature().size()
                == validators.get(vote.validator()).key().scheme().signatureSize();
    }
}

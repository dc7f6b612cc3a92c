package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.Evidence;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.ValidatorSet;
import org.tallystick.testkit.sim.SimWitness;

/** Puts all votes together that honest machines have heard in the first epoch, and lets {@link BftEvidence} judge. */
final class BftWitness implements SimWitness {
    private record Place(int validator, long view) {}

    private final Hash chainId;
    private final ValidatorSet validators;
    private final SignatureVerifier signatures;
    private final MessageCodec codec;
    private final Set<Vote> known = new HashSet<>(); // looked up, never iterated
    private final Map<Place, List<Vote>> votes = new HashMap<>(); // looked up, never iterated
    private final Set<Integer> culprits = new TreeSet<>();

    BftWitness(Genesis genesis, SignatureVerifier signatures) {
        this.chainId = GenesisCodec.chainId(genesis);
        this.validators = genesis.validators();
        this.signatures = signatures;
        this.codec = new MessageCodec(chainId, validators.epoch(), validators.size());
    }

    @Override
    public void heard(Bytes message) {
        try {
            codec.decode(message).items().forEach(this::heard);
        } catch (MalformedException e) {
            return; // noise convicts nobody
        }
    }

    private void heard(Item item) {
        if (item instanceof Vote vote) {
            add(vote);
        } else if (item instanceof Certificate certificate) {
            certificate.votes().forEach(this::add);
        } else if (item instanceof Proposal proposal) {
            add(proposal.vote((int) (proposal.view() % validators.size())));
        } else if (item instanceof Item.VoteReport report) {
            report.highest().ifPresent(this::add);
        }
    }

    private void add(Vote vote) {
        if (!known.add(vote)
                || !signatures.verify(
                        validators.get(vote.validator()).key(),
                        vote.subject().signedMessage(chainId, validators.epoch()),
                        vote.signature())) {
            return;
        }
        List<Vote> others = votes.computeIfAbsent(new Place(vote.validator(), vote.view()), place -> new ArrayList<>());
        for (Vote other : others) {
            boolean leads = vote.view() % validators.size() == vote.validator();
            Optional<String> kind = BftEvidence.contradiction(vote, other, leads);
            if (kind.isPresent() && proves(kind.get(), vote, other)) {
                culprits.add(vote.validator());
            }
        }
        others.add(vote);
    }

    /** The judge sees the two messages and the validators, and nothing else. */
    private boolean proves(String kind, Vote one, Vote other) {
        Evidence evidence = Evidence.of(
                chainId,
                BftEngine.NAME,
                validators.epoch(),
                validators.get(one.validator()).key(),
                kind,
                codec.encode(one),
                codec.encode(other));
        return new BftEvidence().proves(evidence, validators, signatures);
    }

    @Override
    public Set<Integer> culprits() {
        return culprits;
    }
}

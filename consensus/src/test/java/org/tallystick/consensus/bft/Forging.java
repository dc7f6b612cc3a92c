package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.villain.Villain;

/**
 * Makes certificates out of too little: of fewer votes than a quorum, of one vote many times, of its own signature in
 * the names of others, of votes for something else; and denies what it knows of others' votes.
 */
record Forging() implements Villain {
    @Override
    public String name() {
        return "forging";
    }

    @Override
    public ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        return new BftVillain(honest, context, crypto, chance) {
            private final List<Vote> known = new ArrayList<>();

            @Override
            void heard(Item item) {
                if (item instanceof Vote vote) {
                    remember(vote);
                    if (chance.nextInt(3) == 0) {
                        forge(vote.subject());
                    }
                } else if (item instanceof Certificate certificate && chance.nextInt(3) == 0) {
                    certificate.votes().forEach(this::remember);
                    forge(certificate.subject());
                } else if (item instanceof Proposal proposal) {
                    remember(proposal.vote(committee.leader(proposal.view())));
                    forge(proposal.subject());
                } else if (item instanceof Item.VoteQuery query) {
                    tell(query.validator(), new Item.VoteReport(query.validator(), Optional.empty()));
                }
            }

            private void remember(Vote vote) {
                known.add(vote);
                if (known.size() > 64) {
                    known.remove(0);
                }
            }

            private void forge(Subject seen) {
                Subject subject = variant(seen);
                if (chance.nextBoolean()) {
                    // a single vote in another's name, under a signature of its own or of the other's for another thing
                    int victim = someone();
                    tell(someone(), new Vote(subject, victim, signature(subject, victim)));
                    return;
                }
                int signers = chance.nextInt(3) == 0 ? committee.quorum() : committee.quorum() - 1;
                List<Vote> votes = new ArrayList<>();
                int skipped = chance.nextInt(committee.size());
                for (int i = 0; i < committee.size() && votes.size() < signers; i++) {
                    if (i != skipped) {
                        votes.add(new Vote(subject, i, signature(subject, i)));
                    }
                }
                if (!votes.isEmpty()) {
                    tell(someone(), new Certificate(subject, votes));
                }
            }

            private Subject variant(Subject seen) {
                if (seen.kind() == VoteKind.NULLIFY || chance.nextInt(4) == 0) {
                    return Subject.nullify(seen.view());
                }
                return chance.nextBoolean()
                        ? Subject.finalize(seen.view(), seen.height(), seen.block())
                        : Subject.notarize(seen.view(), seen.height(), seen.block());
            }

            private Bytes signature(Subject subject, int validator) {
                if (validator == committee.self()) {
                    return sign(subject).signature();
                }
                for (Vote vote : known) {
                    if (vote.validator() == validator && vote.subject().equals(subject)) {
                        return vote.signature();
                    }
                }
                for (Vote vote : known) {
                    boolean similar = vote.view() == subject.view() || chance.nextInt(8) == 0;
                    if (vote.validator() == validator && similar) {
                        return vote.signature();
                    }
                }
                return sign(subject).signature();
            }
        };
    }
}

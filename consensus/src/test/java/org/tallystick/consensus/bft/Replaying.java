package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.villain.Villain;

/**
 * Says again what honest validators said elsewhere: on another chain with the same keys, in another epoch, view or
 * height, and of another kind. All of them honestly signed nullify for many views of other chains and epochs, so whoever
 * left one of these out of what is signed can be given nullifications of any view here.
 */
record Replaying() implements Villain {
    /** Far more than in any run that ends; more than two would else answer each other's replays with replays for ever. */
    private static final int MOST_REPLAYS = 50_000;

    /** So far ahead that no run gets there: else these would be votes that honest validators never cast, and yet count. */
    private static final long OTHER_EPOCH = 1_000;

    private static final Hash OTHER_CHAIN = Hash.fromHex("5a".repeat(32));

    @Override
    public String name() {
        return "replaying";
    }

    @Override
    public ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        return new BftVillain(honest, context, crypto, chance) {
            private final List<Item> heard = new ArrayList<>();
            private int replays;

            @Override
            void heard(Item item) {
                heard.add(item);
                if (heard.size() > 128) {
                    heard.remove(chance.nextInt(heard.size()));
                }
                if (item instanceof Vote vote) {
                    replay(vote.subject(), vote);
                } else if (item instanceof Proposal proposal) {
                    replay(proposal.subject(), proposal.vote(committee.leader(proposal.view())));
                }
                if (chance.nextInt(8) == 0) {
                    tell(someone(), heard.get(chance.nextInt(heard.size())));
                }
            }

            private void replay(Subject subject, Vote vote) {
                if (++replays > MOST_REPLAYS) {
                    return;
                }
                switch (chance.nextInt(6)) {
                    case 0 -> elsewhere(Subject.nullify(subject.view()), OTHER_CHAIN, committee.epoch());
                    case 1 -> elsewhere(Subject.nullify(subject.view()), context.chainId(), OTHER_EPOCH);
                    case 2 -> relabelled(vote, subject.view(), subject.height(), true);
                    case 3 -> relabelled(vote, subject.view() + 1 + chance.nextInt(3), subject.height(), false);
                    case 4 -> relabelled(vote, subject.view(), subject.height() + 1, false);
                    default -> {
                        // not this time
                    }
                }
            }

            /** A nullification, and the votes for it one by one, as they were made on another chain or in another epoch. */
            private void elsewhere(Subject subject, Hash chain, long epoch) {
                int to = someone();
                List<Vote> votes = new ArrayList<>();
                for (int i = 0; i < committee.size(); i++) {
                    Bytes signature =
                            i == committee.self() ? sign(subject).signature() : foreign(i, subject, chain, epoch);
                    votes.add(new Vote(subject, i, signature));
                }
                if (chance.nextBoolean()) {
                    tell(to, new Certificate(subject, votes));
                } else {
                    tell(to, votes.get(chance.nextInt(votes.size())));
                }
            }

            /** Another's signature under something else. */
            private void relabelled(Vote vote, long view, long height, boolean otherKind) {
                VoteKind kind = vote.kind();
                if (otherKind) {
                    kind = kind == VoteKind.NOTARIZE ? VoteKind.FINALIZE : VoteKind.NOTARIZE;
                }
                if (vote.kind() == VoteKind.NULLIFY) {
                    if (!otherKind) {
                        tell(someone(), new Vote(Subject.nullify(view), vote.validator(), vote.signature()));
                    }
                    return;
                }
                Subject subject = new Subject(kind, view, height, vote.subject().block());
                tellAll(new Vote(subject, vote.validator(), vote.signature()));
            }
        };
    }
}

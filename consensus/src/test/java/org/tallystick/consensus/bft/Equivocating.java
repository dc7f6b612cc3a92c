package org.tallystick.consensus.bft;

import java.util.random.RandomGenerator;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.villain.Villain;

/**
 * Signs every kind of vote for whatever it hears of, says one thing to some and another thing to others, proposes its
 * block in two versions, and confirms what was nullified.
 */
record Equivocating() implements Villain {
    @Override
    public String name() {
        return "equivocating";
    }

    @Override
    public ConsensusProtocol corrupt(
            ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        return new BftVillain(honest, context, crypto, chance) {
            @Override
            void heard(Item item) {
                if (item instanceof Proposal proposal) {
                    confuse(proposal.subject());
                    twist(proposal);
                } else if (item instanceof Vote vote && vote.kind() != VoteKind.NULLIFY) {
                    confuse(vote.subject());
                } else if (item instanceof Certificate certificate && certificate.kind() == VoteKind.NULLIFY) {
                    tell(someone(), sign(Subject.nullify(certificate.view())));
                }
            }

            @Override
            boolean passes(Effect effect) {
                if (!(effect instanceof Effect.Broadcast broadcast)) {
                    return true;
                }
                for (Item item : items(broadcast.message())) {
                    if (item instanceof Proposal own) {
                        twist(own);
                        for (int to = 1; to < committee.size(); to += 2) {
                            tell(to, own);
                        }
                        return false;
                    }
                }
                return chance.nextInt(4) > 0;
            }

            private void confuse(Subject seen) {
                for (int to = 0; to < committee.size(); to++) {
                    switch (chance.nextInt(10)) {
                        case 0 -> tell(to, sign(Subject.notarize(seen.view(), seen.height(), seen.block())));
                        case 1 -> tell(to, sign(Subject.finalize(seen.view(), seen.height(), seen.block())));
                        case 2 -> tell(to, sign(Subject.nullify(seen.view())));
                        case 3 -> tell(to, sign(Subject.notarize(seen.view(), seen.height(), other(seen.block()))));
                        default -> {
                            // nothing for this one
                        }
                    }
                }
            }

            /** The block again, with a later timestamp: in the name of its leader, or its own when it leads. */
            private void twist(Proposal proposal) {
                BlockHeader header = proposal.block().header();
                long view = proposal.view() + chance.nextInt(3);
                BlockHeader changed = Headers.later(header, committee.key(committee.self()));
                Hash hash = org.tallystick.codec.HeaderCodec.hash(changed);
                ProposedBlock block =
                        new ProposedBlock(changed, hash, proposal.block().body());
                Vote vote = sign(Subject.notarize(view, changed.height(), hash));
                Proposal twisted = new Proposal(view, proposal.parentView(), block, vote.signature());
                if (committee.leads(view)) {
                    for (int to = 0; to < committee.size(); to += 2) {
                        tell(to, twisted);
                    }
                } else if (chance.nextInt(4) == 0) {
                    tell(someone(), twisted);
                }
            }

            private Hash other(Hash block) {
                byte[] bytes = block.toArray();
                bytes[31] ^= 1;
                return Hash.of(bytes);
            }
        };
    }
}

package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.testkit.MockSigner;

/**
 * A validator that tries to split the others: it signs every kind of vote for whatever it sees and tells different
 * things to different validators, proposes two blocks at once, tampers with bodies, and sends noise.
 */
final class Traitor {
    private final MiniCluster cluster;
    private final int self;
    private final MiniLedger forge;
    private final List<ProposedBlock> seen = new ArrayList<>();
    private long lastView;

    Traitor(MiniCluster cluster, int self) {
        this.cluster = cluster;
        this.self = self;
        forge = new MiniLedger(cluster.chainId(), 0, MockSigner.numbered(self).publicKey());
        seen.add(forge.head());
    }

    void receive(Bytes message) {
        try {
            for (Item item : cluster.codec().decode(message).items()) {
                consider(item);
            }
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        if (cluster.random().nextInt(20) == 0) {
            byte[] noise = message.toArray();
            noise[cluster.random().nextInt(noise.length)] ^=
                    (byte) (1 + cluster.random().nextInt(255));
            cluster.transmit(self, someone(), Bytes.wrap(noise));
        }
    }

    private void consider(Item item) {
        if (item instanceof Proposal proposal) {
            remember(proposal.block());
            confuse(proposal.subject());
        } else if (item instanceof Item.BlockReply reply) {
            remember(reply.block());
        } else if (item instanceof Item.VoteQuery query) {
            tell(query.validator(), new Item.VoteReport(query.validator(), java.util.Optional.empty()));
        } else if (item instanceof Item.BlockRequest request) {
            for (ProposedBlock block : seen) {
                if (block.hash().equals(request.block())) {
                    ProposedBlock spoilt = new ProposedBlock(block.header(), block.hash(), Bytes.utf8("spoiltxx"));
                    tell(someone(), new Item.BlockReply(spoilt));
                }
            }
        } else if (item instanceof Vote vote && vote.kind() != VoteKind.NULLIFY) {
            confuse(vote.subject());
        } else if (item instanceof Certificate certificate && certificate.view() >= lastView) {
            lastView = certificate.view() + 1;
            if (lastView % cluster.size() == self) {
                proposeTwice(lastView, certificate.view());
            }
        }
    }

    private void remember(ProposedBlock block) {
        seen.add(block);
        if (seen.size() > 8) {
            seen.remove(0);
        }
    }

    private void confuse(Subject subject) {
        for (int to = 0; to < cluster.size(); to++) {
            int choice = cluster.random().nextInt(8);
            if (to == self || choice > 3) {
                continue;
            }
            Subject said = switch (choice) {
                case 0 -> Subject.notarize(subject.view(), subject.height(), subject.block());
                case 1 -> Subject.finalize(subject.view(), subject.height(), subject.block());
                case 2 -> Subject.nullify(subject.view());
                default ->
                    Subject.notarize(subject.view(), subject.height() + 1, Hash.of(new byte[] {
                        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
                    }));
            };
            tell(to, sign(said));
        }
    }

    private void proposeTwice(long view, long parentView) {
        ProposedBlock parent = seen.get(seen.size() - 1);
        for (int copy = 0; copy < 2; copy++) {
            long transaction = Long.MAX_VALUE >>> (1 + copy);
            ProposedBlock block = forge.forge(parent, cluster.nowMillis(), List.of(transaction));
            Vote vote = sign(Subject.notarize(view, block.header().height(), block.hash()));
            for (int to = copy; to < cluster.size(); to += 2) {
                if (to != self) {
                    tell(to, new Proposal(view, parentView, block, vote.signature()));
                }
            }
        }
    }

    private Vote sign(Subject subject) {
        MockSigner signer = MockSigner.numbered(self);
        return new Vote(subject, self, signer.sign(subject.signedMessage(cluster.chainId(), 0)));
    }

    private void tell(int to, Item item) {
        cluster.transmit(self, to, cluster.codec().encode(item));
    }

    private int someone() {
        int to = cluster.random().nextInt(cluster.size() - 1);
        return to >= self ? to + 1 : to;
    }
}

package org.tallystick.consensus.poa;

import java.math.BigInteger;
import java.util.Optional;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.consensus.fork.ForkRules;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SigningDomain;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.ValidatorSet;

/** Who may seal what, and what weighs how much. Stateless. */
final class PoaRules implements ForkRules {
    /** What is signed begins with this; other engines' messages have other kinds and another length. */
    private static final int SEAL_KIND = 16;

    private static final BigInteger BLOCK = BigInteger.ONE.shiftLeft(32);
    private static final BigInteger BLOCK_IN_TURN = BLOCK.add(BigInteger.ONE);

    private final Hash chainId;
    private final ValidatorSet authorities;

    PoaRules(Hash chainId, ValidatorSet authorities) {
        this.chainId = chainId;
        this.authorities = authorities;
    }

    @Override
    public Optional<String> violation(BlockHeader parent, BlockHeader header, Hash hash) {
        Optional<Turn> turn = Turn.above(parent, authorities);
        if (turn.isEmpty()) {
            return Optional.of("the parent's engine fields or proposer are not those of poa");
        }
        int sealer = authorities.indexOf(header.proposer()).orElse(-1);
        if (sealer < 0) {
            return Optional.of("the proposer is no authority");
        }
        if (!header.engineFields().equals(turn.get().encode())) {
            return Optional.of("the engine fields do not follow from the parent");
        }
        if (!turn.get().maySeal(sealer)) {
            return Optional.of("authority " + sealer + " sealed one of the " + (span() - 1) + " blocks before");
        }
        if (header.transactionCount() == 0 && !turn.get().mayBeEmpty(authorities.size())) {
            return Optional.of("the block is needlessly empty");
        }
        return Optional.empty();
    }

    @Override
    public boolean isPlausible(BlockHeader header, Hash hash, Bytes seal) {
        return header.chainId().equals(chainId)
                && authorities.indexOf(header.proposer()).isPresent()
                && seal.size() == header.proposer().scheme().signatureSize();
    }

    @Override
    public Optional<SignatureCheck> sealCheck(BlockHeader header, Hash hash, Bytes seal) {
        return Optional.of(new SignatureCheck(header.proposer(), Bytes.wrap(sealMessage(header, hash)), seal));
    }

    /** What the seal of a header signs. */
    byte[] sealMessage(BlockHeader header, Hash hash) {
        byte[] content = new CanonicalWriter(64)
                .u8(SEAL_KIND)
                .u64(authorities.epoch())
                .u64(header.height())
                .hash(hash)
                .toArray();
        return SigningDomain.CONSENSUS.message(chainId, content);
    }

    /** Longer chains always win; among equally long ones that with more blocks by those whose turn it was. */
    @Override
    public BigInteger weight(BlockHeader header) {
        PublicKey due = authorities
                .get(Turn.inTurn(header.height(), authorities.size()))
                .key();
        return header.proposer().equals(due) ? BLOCK_IN_TURN : BLOCK;
    }

    @Override
    public boolean lowestHashWins() {
        return true;
    }

    private int span() {
        return Turn.span(authorities.size());
    }

    /** The block and those on top of it have been sealed by more than half of the authorities, all of them different. */
    @Override
    public int depth() {
        return span() - 1;
    }

    @Override
    public boolean mayBeEmpty(BlockHeader parent) {
        return Turn.above(parent, authorities)
                .map(turn -> turn.mayBeEmpty(authorities.size()))
                .orElse(false);
    }
}

package org.tallystick.consensus.pow;

import java.math.BigInteger;
import java.util.Optional;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.consensus.fork.ForkRules;
import org.tallystick.crypto.Sha256;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.ValidatorSet;

/** What work is due, and whether it was done. Stateless. */
final class PowRules implements ForkRules {
    /** The chain's clock goes on by at most so many intervals a block. */
    static final int MOST_INTERVALS = 8;

    private final Hash chainId;
    private final ValidatorSet validators;
    private final PowSettings settings;

    PowRules(Hash chainId, ValidatorSet validators, PowSettings settings) {
        this.chainId = chainId;
        this.validators = validators;
        this.settings = settings;
    }

    /** What the block above a header carries, but for the nonce; empty when the header is not one of this engine's. */
    Optional<Work> above(BlockHeader parent) {
        if (parent.height() == 0) {
            return Optional.of(work(settings.depth(), 0, parent));
        }
        return Work.of(parent).map(below -> {
            int quiet = parent.transactionCount() > 0 ? 0 : Math.min(settings.depth(), below.quiet() + 1);
            return work(quiet, clockAt(parent, below), parent);
        });
    }

    /** Silence, during which nobody had anything to do, counts as one interval at most. */
    private long clockAt(BlockHeader header, Work work) {
        long most = (long) settings.intervalMs() * (work.quiet() >= settings.depth() ? 1 : MOST_INTERVALS);
        return work.clock() + Math.max(0, Math.min(header.timestamp() - work.parentTime(), most));
    }

    private Work work(int quiet, long clock, BlockHeader parent) {
        BigInteger target = Asert.next(
                Target.decode(settings.anchorTarget()),
                clock,
                parent.height() * settings.intervalMs(),
                settings.halfLifeMs(),
                Target.EASIEST);
        return new Work(validators.epoch(), quiet, clock, parent.timestamp(), Target.encode(target), 0);
    }

    @Override
    public Optional<String> violation(BlockHeader parent, BlockHeader header, Hash hash) {
        Optional<Work> due = above(parent);
        Optional<Work> stated = Work.of(header);
        if (due.isEmpty() || stated.isEmpty()) {
            return Optional.of("the engine fields are not those of pow");
        }
        if (!stated.get().with(0).equals(due.get())) {
            return Optional.of("the engine fields do not follow from the parent: " + due.get() + " is due");
        }
        if (!isProven(header, stated.get())) {
            return Optional.of("the proof does not meet the target");
        }
        if (validators.indexOf(header.proposer()).isEmpty()) {
            return Optional.of("the proposer is no validator");
        }
        if (header.transactionCount() == 0 && stated.get().quiet() >= settings.depth()) {
            return Optional.of("the block is needlessly empty");
        }
        return Optional.empty();
    }

    private static boolean isProven(BlockHeader header, Work stated) {
        return Target.isCanonical(stated.target())
                && Target.isMet(proof(HeaderCodec.encode(header)), Target.decode(stated.target()));
    }

    /** SHA-256 of the SHA-256 of an encoded header. */
    static Hash proof(Bytes encodedHeader) {
        return Sha256.hash(Sha256.hash(encodedHeader.toArray()).toArray());
    }

    @Override
    public boolean isPlausible(BlockHeader header, Hash hash, Bytes seal) {
        return seal.size() == 0
                && header.chainId().equals(chainId)
                && Work.of(header).map(work -> isProven(header, work)).orElse(false);
    }

    @Override
    public Optional<SignatureCheck> sealCheck(BlockHeader header, Hash hash, Bytes seal) {
        return Optional.empty();
    }

    @Override
    public BigInteger weight(BlockHeader header) {
        return Work.of(header)
                .map(work -> Target.work(Target.decode(work.target())))
                .orElseThrow();
    }

    @Override
    public boolean lowestHashWins() {
        return false;
    }

    @Override
    public int depth() {
        return settings.depth();
    }

    @Override
    public boolean mayBeEmpty(BlockHeader parent) {
        return above(parent).map(work -> work.quiet() < settings.depth()).orElse(false);
    }
}

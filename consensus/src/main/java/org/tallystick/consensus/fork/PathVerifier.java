package org.tallystick.consensus.fork;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.FinalityVerifier;

/**
 * A block is final when exactly as many blocks as the rules ask for stand on it, each of them following the one before
 * by the engine's rules, each with a good seal.
 */
public final class PathVerifier implements FinalityVerifier {
    private final BiFunction<Hash, ValidatorSet, ForkRules> engine;

    /** Verifies by the rules that an engine has on a chain with some validators. */
    public PathVerifier(BiFunction<Hash, ValidatorSet, ForkRules> engine) {
        this.engine = engine;
    }

    @Override
    public boolean isFinal(
            Hash chainId,
            ValidatorSet validators,
            BlockHeader header,
            Hash hash,
            Bytes certificate,
            SignatureVerifier signatures) {
        ForkRules rules = engine.apply(chainId, validators);
        HeaderPath path;
        try {
            path = HeaderPath.decode(certificate, rules.depth());
        } catch (MalformedException e) {
            return false; // the caller learns it from the verdict
        }
        List<SignatureCheck> seals = new ArrayList<>();
        if (!header.chainId().equals(chainId) || !takeSeal(rules, header, hash, path.seal(), seals)) {
            return false;
        }
        BlockHeader below = header;
        Hash belowHash = hash;
        for (HeaderPath.Step step : path.above()) {
            if (!follows(chainId, step.header(), below, belowHash)
                    || rules.violation(below, step.header(), step.hash()).isPresent()
                    || !takeSeal(rules, step.header(), step.hash(), step.seal(), seals)) {
                return false;
            }
            below = step.header();
            belowHash = step.hash();
        }
        return signatures.allGood(seals);
    }

    /** What the ledger asks of every header, as far as it can be seen without executing anything. */
    private static boolean follows(Hash chainId, BlockHeader header, BlockHeader below, Hash belowHash) {
        return header.chainId().equals(chainId)
                && header.parent().equals(belowHash)
                && header.height() == below.height() + 1
                && header.timestamp() > below.timestamp()
                && header.configHash().equals(below.nextConfigHash());
    }

    /** Adds what has to be checked for a seal; whether it can be one. */
    private static boolean takeSeal(
            ForkRules rules, BlockHeader header, Hash hash, Bytes seal, List<SignatureCheck> seals) {
        if (!rules.isPlausible(header, hash, seal)) {
            return false;
        }
        rules.sealCheck(header, hash, seal).ifPresent(seals::add);
        return true;
    }
}

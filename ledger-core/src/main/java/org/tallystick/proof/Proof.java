package org.tallystick.proof;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;

/**
 * Everything that an outsider needs to be convinced of something about a ledger, except what they trust already. Whether
 * it convinces is for a {@link LightClient} to say.
 *
 * @param steps from the epoch that is trusted to that of the attested block, at most {@link #MAX_STEPS}
 * @param attested the header that a certificate speaks of
 * @param certificate proof that this very block is final
 * @param ancestor when the claims are about an older block: that block
 * @param claims what is said of the block, at most {@link #MAX_CLAIMS}; none says only that it is final
 */
public record Proof(
        List<EpochStep> steps,
        BlockHeader attested,
        Bytes certificate,
        Optional<Ancestor> ancestor,
        List<Claim> claims) {
    /** The most epochs between what is trusted and what is proven. */
    public static final int MAX_STEPS = 4_096;

    /** The most claims. */
    public static final int MAX_CLAIMS = 64;

    /** Checks the bounds and copies the lists. */
    public Proof {
        steps = List.copyOf(steps);
        claims = List.copyOf(claims);
        Objects.requireNonNull(attested, "attested");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(ancestor, "ancestor");
        if (steps.size() > MAX_STEPS || claims.size() > MAX_CLAIMS) {
            throw new IllegalArgumentException("a proof has at most " + MAX_STEPS + " steps and " + MAX_CLAIMS
                    + " claims, not " + steps.size() + " and " + claims.size());
        }
    }

    /** The block that the claims are about. */
    public BlockHeader subject() {
        return ancestor.map(Ancestor::header).orElse(attested);
    }

    /** The proof as one self-contained file; see {@code ledger-core/docs/formats.md}. */
    public Bytes toBytes() {
        return ProofCodec.encode(this);
    }

    /**
     * Reads a file. Whether it convinces is not judged here.
     *
     * @throws org.tallystick.codec.MalformedException when it is not the one form of a proof
     */
    public static Proof read(Bytes file) throws org.tallystick.codec.MalformedException {
        return ProofCodec.decode(file);
    }
}

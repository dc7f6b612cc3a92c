package org.tallystick.consensus.fork;

import java.math.BigInteger;
import java.util.Optional;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** The rules of one engine on one chain. Stateless; functions of their arguments, which never throw on bad input. */
public interface ForkRules {
    /** Why a block may not follow its parent, if so. */
    Optional<String> violation(BlockHeader parent, BlockHeader header, Hash hash);

    /**
     * Whether a block is worth keeping before its parent is known: it costs something to make such a block, or only
     * someone known can.
     */
    boolean isPlausible(BlockHeader header, Hash hash, Bytes seal);

    /** The signature that the seal is, after {@link #isPlausible}; empty where the header proves itself. */
    Optional<SignatureCheck> sealCheck(BlockHeader header, Hash hash, Bytes seal);

    /** What a block adds to the weight of its chain; positive. */
    BigInteger weight(BlockHeader header);

    /** Whether of two equally heavy chains that with the lower hash wins, rather than the one known first. */
    boolean lowestHashWins();

    /** How many blocks on top of a block make it final. */
    int depth();

    /** Whether a block without transactions may follow, since without it an earlier one would not become final. */
    boolean mayBeEmpty(BlockHeader parent);
}

package org.tallystick.proof;

import java.util.List;
import java.util.Objects;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;

/**
 * An older block, shown to lie below an attested one.
 *
 * @param header the older block's
 * @param path RFC 6962 inclusion of its hash in the history root of the attested block, at most
 *     {@link Claim#MAX_PATH} hashes
 */
public record Ancestor(BlockHeader header, List<Hash> path) {
    /** Checks the bound and copies the list. */
    public Ancestor {
        Objects.requireNonNull(header, "header");
        path = Claim.checked(path);
    }
}

package org.tallystick.internal.chain;

import org.tallystick.model.Bytes;

/**
 * A final block as it is stored and sent to peers that catch up.
 *
 * @param header the encoded header
 * @param body the encoded transactions
 * @param certificate proof that this very block is final; empty when only a later block has one
 */
public record StoredBlock(Bytes header, Bytes body, Bytes certificate) {
    /** Bytes in all. */
    public int size() {
        return header.size() + body.size() + certificate.size();
    }
}

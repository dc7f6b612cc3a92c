package org.tallystick.internal.chain;

import org.tallystick.model.Bytes;

/**
 * A final block as it is stored and sent to peers that catch up.
 *
 * @param header the encoded header
 * @param body the encoded transactions
 * @param certificate proof that this very block is final; empty when only a later block has one
 * @param receipts the encoded receipts; empty, which no block's are, where they are not asked for
 * @param nextConfig of the last block of an epoch the encoded configuration of the next; empty where receipts are not asked
 *     for
 */
public record StoredBlock(Bytes header, Bytes body, Bytes certificate, Bytes receipts, Bytes nextConfig) {
    /** Of a block that ends no epoch. */
    public StoredBlock(Bytes header, Bytes body, Bytes certificate, Bytes receipts) {
        this(header, body, certificate, receipts, Bytes.EMPTY);
    }

    /** Without what whoever catches up makes anew. */
    public StoredBlock(Bytes header, Bytes body, Bytes certificate) {
        this(header, body, certificate, Bytes.EMPTY, Bytes.EMPTY);
    }

    /** Bytes in all. */
    public int size() {
        return header.size() + body.size() + certificate.size() + receipts.size() + nextConfig.size();
    }
}

package org.tallystick.spi.consensus;

import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * A block as engines handle it: the header to reason about, the transactions as bytes to pass on.
 *
 * @param header the header
 * @param hash the header's hash
 * @param body the encoded transactions, see {@code org.tallystick.codec.BlockCodec}
 */
public record ProposedBlock(BlockHeader header, Hash hash, Bytes body) {}

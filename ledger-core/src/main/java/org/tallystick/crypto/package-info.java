/**
 * Hashes, keys, signatures and Merkle trees. All signature providers give the same verdict on every input.
 */
package org.tallystick.crypto;

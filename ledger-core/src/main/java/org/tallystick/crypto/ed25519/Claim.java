package org.tallystick.crypto.ed25519;

import org.tallystick.model.Bytes;

/**
 * A signature whose equation is to be decided.
 *
 * @param key A, in a canonical encoding
 * @param message as it was signed
 * @param signature R, in a canonical encoding, and S, below the order of the base point
 */
public record Claim(Bytes key, Bytes message, Bytes signature) {}

package org.tallystick.crypto;

import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/**
 * One signature to be checked.
 *
 * @param key the signer
 * @param message the whole signed message
 * @param signature the signature
 */
public record SignatureCheck(PublicKey key, Bytes message, Bytes signature) {}

/**
 * The arithmetic behind the verification of Ed25519 signatures: the field, the curve, and the equation for one signature
 * and for many at once. Nothing here knows a secret, so nothing here takes constant time; it must not be used to sign.
 * The rule that this serves stands in {@code ledger-core/docs/crypto.md}; applications use
 * {@link org.tallystick.crypto.Ed25519Verifier}.
 */
package org.tallystick.crypto.ed25519;

/** Signatures: each provider bare, and the verifier alone and in batches. */
package org.tallystick.benchmarks.crypto;

/**
 * Checks what a ledger says about itself without a node: proofs, and the light client that judges them. Depends on no
 * node, network or store; whoever has a genesis, or a checkpoint that they trust, and the engine's
 * {@link org.tallystick.spi.consensus.FinalityVerifier} needs nothing else.
 */
package org.tallystick.proof;

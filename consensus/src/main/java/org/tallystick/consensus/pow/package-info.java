/** The engine {@code pow}: the chain with the most work; see {@code ledger-core/docs/consensus-pow.md}. */
package org.tallystick.consensus.pow;

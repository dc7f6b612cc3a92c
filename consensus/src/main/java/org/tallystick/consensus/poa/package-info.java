/** The engine {@code poa}: authorities in turn; see {@code ledger-core/docs/consensus-poa.md}. */
package org.tallystick.consensus.poa;

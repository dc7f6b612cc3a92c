/** Proofs, made and checked. */
package org.tallystick.benchmarks.proof;

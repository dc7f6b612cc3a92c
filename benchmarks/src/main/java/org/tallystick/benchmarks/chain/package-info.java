/** Blocks: executed, and checked and imported in full. */
package org.tallystick.benchmarks.chain;

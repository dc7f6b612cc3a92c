/** Hashes and Merkle roots. */
package org.tallystick.benchmarks.hashing;

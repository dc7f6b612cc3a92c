/**
 * Proof that the simulator's checks can fail: bugs put into copies of the production sources, compiled in memory, each
 * of which an exploration of random scenarios must find.
 */
package org.tallystick.consensus.mutants;

/**
 * A whole cluster in one thread: real nodes on simulated time, network and disks, all drawn from one seed, under faults,
 * with safety and liveness checked as it runs. The same seed gives the same run, bit for bit.
 *
 * <p>Start with {@link org.tallystick.testkit.sim.Scenario} for random runs and with
 * {@link org.tallystick.testkit.sim.SimCluster} for a test that says itself what goes wrong when.
 */
package org.tallystick.testkit.sim;

/**
 * The consensus lab: the production engines and nodes under the seeded simulator of the test kit, as commands. One run
 * (simulate), very many (explore), a sweep with charts (compare), and the same settings against real processes
 * (cluster).
 */
package org.tallystick.benchmarks.lab;

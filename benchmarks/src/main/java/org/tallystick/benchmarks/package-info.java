/**
 * Microbenchmarks of the hot path, and the lab that compares consensus engines.
 */
package org.tallystick.benchmarks;

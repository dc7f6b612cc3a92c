/** Runs the microbenchmarks and sets their figures beside the raw limits of the same run. */
package org.tallystick.benchmarks.jmh;

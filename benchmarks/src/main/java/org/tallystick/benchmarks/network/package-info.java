/** Messages between two nodes. */
package org.tallystick.benchmarks.network;

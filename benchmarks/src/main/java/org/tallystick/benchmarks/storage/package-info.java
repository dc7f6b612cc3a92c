/** What reaches the disk: a block's batch, and votes. */
package org.tallystick.benchmarks.storage;

/**
 * What a node bears, measured outside the usual build: kills, flipped bits, use of the disk, import of blocks, joining.
 */
package org.tallystick.benchmarks.endure;

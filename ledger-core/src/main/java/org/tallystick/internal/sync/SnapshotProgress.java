package org.tallystick.internal.sync;

/**
 * How far fetching a snapshot has come.
 *
 * @param height of the block whose state is fetched; 0 while none has been chosen
 * @param share of the state that is here, 0 to 1
 * @param bytes that are here
 */
public record SnapshotProgress(long height, double share, long bytes) {}

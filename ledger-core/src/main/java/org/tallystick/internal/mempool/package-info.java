/**
 * Holds admitted transactions until they are final or have expired, within stated bounds.
 */
package org.tallystick.internal.mempool;

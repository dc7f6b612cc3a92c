/**
 * Appends final blocks with their certificates, state and indexes in one atomic write, and serves them again.
 */
package org.tallystick.internal.chain;

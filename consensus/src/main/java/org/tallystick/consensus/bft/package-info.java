/**
 * The engine for known authorities under partial synchrony: one leader a view, and blocks that are final at once.
 */
package org.tallystick.consensus.bft;

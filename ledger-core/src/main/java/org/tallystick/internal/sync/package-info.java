/**
 * Brings a node that is behind up to its peers: finds out what is missing, fetches it and verifies it.
 */
package org.tallystick.internal.sync;

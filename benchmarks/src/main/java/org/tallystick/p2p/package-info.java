/** Measures parts of the transport that nobody else may call; hence in its package. */
package org.tallystick.p2p;

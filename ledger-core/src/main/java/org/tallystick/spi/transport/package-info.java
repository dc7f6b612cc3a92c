/**
 * The port through which a node talks to its peers. Transports implement it; see the contract tests in the test kit.
 */
package org.tallystick.spi.transport;

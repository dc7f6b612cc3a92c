/**
 * The port through which a node keeps blocks, state and votes. Stores implement it and state what is durable when.
 */
package org.tallystick.spi.storage;

/**
 * The port of consensus engines: events go in, effects come out. Engines own no thread, clock, socket or randomness.
 */
package org.tallystick.spi.consensus;

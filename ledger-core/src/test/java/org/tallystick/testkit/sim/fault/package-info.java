/**
 * The catalogue of what can go wrong with a simulated cluster: one small class each, named and with at most one number,
 * so that a list such as {@code loss=0.2,crash=1} says what happens. {@link
 * org.tallystick.testkit.sim.fault.FaultCatalogue} lists and reads them; a new one is a class and a line there.
 */
package org.tallystick.testkit.sim.fault;

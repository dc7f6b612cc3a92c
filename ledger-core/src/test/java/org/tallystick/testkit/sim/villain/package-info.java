/**
 * Validators that are faulty on purpose, made from the honest engine by changing what it hears and says. These here work
 * with any engine, as they look at messages as bytes; an engine's own ones, which understand them, live beside it.
 */
package org.tallystick.testkit.sim.villain;

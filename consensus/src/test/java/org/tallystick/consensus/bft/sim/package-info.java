/** The whole node with the BFT engine in the simulator: a fixed set of seeds as a test, any number as a program. */
package org.tallystick.consensus.bft.sim;

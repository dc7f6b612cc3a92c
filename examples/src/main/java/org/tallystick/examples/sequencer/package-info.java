/** A consensus engine in one class, as anyone can write one outside this project; see {@code docs/writing-an-engine.md}. */
package org.tallystick.examples.sequencer;

/** Checks a proof file without a node and says in plain words what it proves. */
package org.tallystick.examples.verify;

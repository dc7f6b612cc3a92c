/** The contract that every transport is tested against, and a listener that notes what it hears. */
package org.tallystick.testkit.net;

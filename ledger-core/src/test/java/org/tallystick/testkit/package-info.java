/** What tests of this project and of its plug-ins share; each package below holds one kind of helper. */
package org.tallystick.testkit;

/** A node by itself: a transport without peers and an engine that simply orders, for tests of everything else. */
package org.tallystick.testkit.node;

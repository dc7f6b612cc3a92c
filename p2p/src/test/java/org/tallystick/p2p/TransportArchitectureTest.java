package org.tallystick.p2p;

import org.tallystick.testkit.architecture.PluginArchitectureContract;

/** Applies the rules for library modules here. */
class TransportArchitectureTest extends PluginArchitectureContract {}

package org.tallystick.consensus;

import org.tallystick.testkit.architecture.PluginArchitectureContract;

/** Applies the rules for library modules here. */
class ConsensusArchitectureTest extends PluginArchitectureContract {}

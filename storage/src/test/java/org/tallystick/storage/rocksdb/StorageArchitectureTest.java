package org.tallystick.storage.rocksdb;

import org.tallystick.testkit.architecture.PluginArchitectureContract;

/** Applies the rules for library modules here. */
class StorageArchitectureTest extends PluginArchitectureContract {}

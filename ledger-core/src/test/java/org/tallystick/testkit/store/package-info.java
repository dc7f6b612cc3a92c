/**
 * Stores for tests: an in-memory twin with the semantics of a disk, faults to inject into it, and the contract that
 * every storage plug-in is tested against.
 */
package org.tallystick.testkit.store;

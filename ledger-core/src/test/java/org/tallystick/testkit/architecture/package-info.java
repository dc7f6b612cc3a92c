/**
 * What the build checks about the code itself: calls that library code never makes, the direction of dependencies, and
 * what the public API may show. Each library module extends {@link
 * org.tallystick.testkit.architecture.ArchitectureContract}.
 */
package org.tallystick.testkit.architecture;

/**
 * Measures what committing the authenticated state costs by itself: without consensus, signatures and contracts.
 */
package org.tallystick.benchmarks.state;

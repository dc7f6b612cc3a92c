/**
 * Runs contracts against authenticated state, within their resource limits, and yields receipts and state roots.
 */
package org.tallystick.internal.execution;

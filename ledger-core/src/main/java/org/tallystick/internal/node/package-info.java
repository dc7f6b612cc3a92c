/**
 * The life cycle of a node: wires the parts together, starts and stops them, and reports health with a reason.
 */
package org.tallystick.internal.node;

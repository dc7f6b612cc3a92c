/** Look-up in flat arrays, for what is held by the ten thousands and would otherwise be objects that are copied about. */
package org.tallystick.internal.index;

/**
 * Decides whether a transaction or block is acceptable, and says why when it is not.
 */
package org.tallystick.internal.validation;

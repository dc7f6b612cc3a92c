/**
 * The one byte form of everything that is hashed or signed. A decoder accepts only bytes that encode back to themselves.
 */
package org.tallystick.codec;

/** Engine messages on the wire: blocks in them as references to transactions that peers hold. */
package org.tallystick.internal.compact;

/**
 * What engines share that choose the heaviest of several chains: the tree of blocks above the last final one, fetching
 * and serving its blocks, the memory of one's own, and finality by depth. {@code poa} and {@code pow} put their rules and
 * their way of making blocks into it. Not for use from outside this module; an engine of your own may copy the idea.
 */
package org.tallystick.consensus.fork;

/**
 * Several organisations with a node each, in one cluster that can be watched and disturbed.
 */
package org.tallystick.examples.cluster;

/**
 * The shortest useful program: one node inside an application.
 */
package org.tallystick.examples.quickstart;

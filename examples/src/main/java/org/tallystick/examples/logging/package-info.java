/**
 * Where the example programs write their log. The library itself only talks to SLF4J.
 */
package org.tallystick.examples.logging;

/**
 * Time, randomness, executors and meters as injected services. The only place that touches the real ones is the system
 * implementation in this package.
 */
package org.tallystick.spi.runtime;

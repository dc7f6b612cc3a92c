/** Encoding, decoding and refusing. */
package org.tallystick.benchmarks.codec;

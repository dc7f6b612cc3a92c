/** The pool of what is not final. */
package org.tallystick.benchmarks.mempool;

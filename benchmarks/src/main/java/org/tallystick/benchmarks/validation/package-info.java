/** What a transaction costs on its way through the door. */
package org.tallystick.benchmarks.validation;

/** The lab's commands, and the bars that the engines must meet in it. */
package org.tallystick.benchmarks.lab;

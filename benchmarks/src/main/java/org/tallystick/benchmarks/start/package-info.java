/** How long a node takes to start, and what memory it holds: a command that starts processes and looks at them. */
package org.tallystick.benchmarks.start;

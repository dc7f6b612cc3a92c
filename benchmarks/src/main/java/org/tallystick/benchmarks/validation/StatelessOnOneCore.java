package org.tallystick.benchmarks.validation;

import org.openjdk.jmh.annotations.Threads;

/** {@link StatelessBenchmark} on one thread. */
@Threads(1)
public class StatelessOnOneCore extends StatelessBenchmark {}

package org.tallystick.benchmarks.validation;

import org.openjdk.jmh.annotations.Threads;

/** {@link StatelessBenchmark} on two threads. */
@Threads(2)
public class StatelessOnTwoCores extends StatelessBenchmark {}

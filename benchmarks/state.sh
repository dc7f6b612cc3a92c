#!/bin/sh
# State commits by themselves: sh benchmarks/state.sh --dir DIR --keys 1000000; --help tells more.
# Fills DIR the first time. STATE_JVM sets other flags for Java.
set -eu
. "$(dirname "$0")/run.sh"
# shellcheck disable=SC2086 # the flags are words
exec "$java" ${STATE_JVM:--Xmx300m -Xms300m -XX:+UseParallelGC} -cp "$classpath" \
    org.tallystick.benchmarks.state.StateCommitBench "$@"

#!/bin/sh
# Microbenchmarks: sh benchmarks/jmh.sh [PATTERN [JMH FLAGS]], for example: sh benchmarks/jmh.sh crypto
# PATTERN is a regular expression on the names; flags are JMH's own, such as -f 1 -wi 2 -i 3 for a quick look.
# Builds first what has changed. Writes benchmarks/target/jmh.json and prints each figure beside the raw limits.
set -eu
. "$(dirname "$0")/run.sh"
exec "$java" -Xmx256m -cp "$classpath" org.tallystick.benchmarks.jmh.Suites "$@"

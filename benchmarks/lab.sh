#!/bin/sh
# The consensus lab: sh benchmarks/lab.sh simulate|explore|compare|cluster --help
# Builds first what has changed. LAB_JVM sets other flags for Java.
set -eu
. "$(dirname "$0")/run.sh"
# shellcheck disable=SC2086 # the flags are words
exec "$java" ${LAB_JVM:--Xmx1500m -XX:+UseParallelGC} \
    -Dlogback.configurationFile=org/tallystick/benchmarks/lab/logback.xml -cp "$classpath" \
    org.tallystick.benchmarks.lab.Lab "$@"

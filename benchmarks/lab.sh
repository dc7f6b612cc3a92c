#!/bin/sh
# The consensus lab: sh benchmarks/lab.sh simulate|explore|compare|cluster --help
# Builds first what has changed. LAB_JVM sets other flags for Java.
set -eu
. "$(dirname "$0")/run.sh"
# One run is one thread, which is faster when what it makes anew stays in the processor's caches.
case ${1:-}-$(uname) in
    simulate-Linux) flags='-Xmx2g -Xmn24m -XX:+UseSerialGC -XX:+UseTransparentHugePages' ;;
    simulate-*) flags='-Xmx2g -Xmn24m -XX:+UseSerialGC' ;;
    *) flags='-Xmx1500m -XX:+UseParallelGC' ;;
esac
# shellcheck disable=SC2086 # the flags are words
exec "$java" ${LAB_JVM:-$flags} \
    -Dlogback.configurationFile=org/tallystick/benchmarks/lab/logback.xml -cp "$classpath" \
    org.tallystick.benchmarks.lab.Lab "$@"

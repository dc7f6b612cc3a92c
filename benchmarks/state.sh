#!/bin/sh
# State commits by themselves: sh benchmarks/state.sh --dir DIR --keys 1000000; --help tells more.
# Fills DIR the first time. STATE_JVM sets other flags for Java.
set -eu
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classpath=benchmarks/target/classpath.txt
mvn -q -B -Dquick -pl benchmarks -am test-compile \
    org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile=target/classpath.txt >&2
# shellcheck disable=SC2086 # the flags are words
exec "$java" ${STATE_JVM:--Xmx300m -Xms300m -XX:+UseParallelGC} -cp "benchmarks/target/classes:$(cat "$classpath")" \
    org.tallystick.benchmarks.state.StateCommitBench "$@"

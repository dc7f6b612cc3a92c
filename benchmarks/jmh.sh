#!/bin/sh
# Microbenchmarks: sh benchmarks/jmh.sh [PATTERN [JMH FLAGS]], for example: sh benchmarks/jmh.sh crypto
# PATTERN is a regular expression on the names; flags are JMH's own, such as -f 1 -wi 2 -i 3 for a quick look.
# Builds first what has changed. Writes benchmarks/target/jmh.json and prints each figure beside the raw limits.
set -eu
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
stamp=benchmarks/target/lab-classpath.txt
changed=
if [ -f "$stamp" ]; then
    changed=$(find pom.xml ./*/pom.xml ./*/src -newer "$stamp" -type f -print | head -n 1)
fi
if [ ! -f "$stamp" ] || [ -n "$changed" ]; then
    mvn -q -B -Dquick -pl benchmarks -am test-compile \
        org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
        -Dmdep.includeScope=test -Dmdep.outputFile=target/classpath.txt >&2
    cp benchmarks/target/classpath.txt "$stamp"
fi
exec "$java" -Xmx256m -cp "benchmarks/target/classes:$(cat "$stamp")" org.tallystick.benchmarks.jmh.Suites "$@"

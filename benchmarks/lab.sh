#!/bin/sh
# The consensus lab: sh benchmarks/lab.sh simulate|explore|compare|cluster --help
# Builds first what has changed. LAB_JVM sets other flags for Java.
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
# shellcheck disable=SC2086 # the flags are words
exec "$java" ${LAB_JVM:--Xmx1500m -XX:+UseParallelGC} \
    -Dlogback.configurationFile=org/tallystick/benchmarks/lab/logback.xml -cp "benchmarks/target/classes:$(cat "$stamp")" \
    org.tallystick.benchmarks.lab.Lab "$@"

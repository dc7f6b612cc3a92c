#!/bin/sh
# What a node bears: sh benchmarks/endure.sh kills|flips|disk|import|join --dir DIR; --help tells more.
# ENDURE_JVM sets other flags for Java.
set -eu
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classpath=benchmarks/target/classpath.txt
mvn -q -B -Dquick -pl benchmarks -am test-compile \
    org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile=target/classpath.txt >&2
pages=
[ "$(uname)" = Linux ] && pages=-XX:+UseTransparentHugePages # as the nodes of a cluster do
# shellcheck disable=SC2086 # the flags are words
exec "$java" ${ENDURE_JVM:--Xmx2g -XX:+UseParallelGC $pages} \
    -Dlogback.configurationFile=org/tallystick/benchmarks/lab/logback.xml -cp "benchmarks/target/classes:$(cat "$classpath")" \
    org.tallystick.benchmarks.endure.Endure "$@"

# For the scripts beside it: builds what has changed, and runs a program of the benchmarks.
# Called as ". run.sh" by a script in this directory; gives java, and classpath.
# shellcheck shell=sh
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
stamp=benchmarks/target/lab-classpath.txt
changed=
if [ -f "$stamp" ]; then
    changed=$(find pom.xml ./*/pom.xml ./*/src -newer "$stamp" -type f -print | head -n 1)
fi
if [ ! -f "$stamp" ] || [ -n "$changed" ]; then
    mvn -o -q -B -Dquick -pl benchmarks -am test-compile \
        org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
        -Dmdep.includeScope=test -Dmdep.outputFile=target/classpath.txt >&2
    cp benchmarks/target/classpath.txt "$stamp"
fi
# shellcheck disable=SC2034 # the scripts use it
classpath=benchmarks/target/classes:$(cat "$stamp")

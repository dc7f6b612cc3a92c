#!/bin/sh
# Starts a cluster of Tallystick nodes on this machine, puts a load on it and checks what came of it.
# Builds the project first if it has changed. All flags: sh examples/cluster.sh --help
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
jar=$here/target/examples.jar
fast=$here/target/fast

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
else
    java=java
fi
command -v "$java" >/dev/null 2>&1 || {
    echo "There is no java command; install a JDK, 17 or later, or set JAVA_HOME." >&2
    exit 3
}

needs_build() {
    [ -f "$jar" ] || return 0
    changed=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$jar" -print | head -n 1)
    [ -n "$changed" ]
}

# Notes which classes a node loads while a cluster of one runs for a moment, and archives them.
archive() {
    "$java" -Xmx256m -Dtallystick.node.flags="-XX:DumpLoadedClassList=$fast/classes.lst" -cp "$fast/examples.jar" \
        org.tallystick.examples.cluster.ClusterCommand --nodes 1 --clients 2 --accounts 4 --warmup 0s --duration 1s \
        >/dev/null 2>&1 || return 1
    # Without the lines on lambdas, on which some JDKs 17 crash.
    grep -v '^@' "$fast/classes.lst" >"$fast/plain.lst" || return 1
    "$java" -Xshare:dump -Xmx256m -XX:+UseSerialGC -XX:SharedClassListFile="$fast/plain.lst" \
        -XX:SharedArchiveFile="$fast/node.jsa" -cp "$fast/examples.jar" >/dev/null 2>&1
}

if needs_build; then
    command -v mvn >/dev/null 2>&1 || {
        echo "There is no mvn command; install Maven, 3.8 or later, to build the project." >&2
        exit 3
    }
    echo "Building the project; the first time this takes a few minutes." >&2
    # The tests have their own command (see README.md); here only the programs are wanted.
    mvn -q -B -f "$root/pom.xml" -pl examples -am -Dquick -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false package >&2
    touch "$jar"
fi

# A copy that starts faster, with an archive of the classes that a node loads. All works without either.
if [ ! -f "$fast/examples.jar" ] || [ "$jar" -nt "$fast/examples.jar" ]; then
    rm -rf "$fast"
    if "$java" -cp "$jar" org.tallystick.examples.cluster.PlainJars "$here/target" "$fast"; then
        archive || rm -f "$fast/node.jsa"
    else
        rm -rf "$fast"
    fi
fi
if [ -f "$fast/examples.jar" ]; then
    jar=$fast/examples.jar
fi

terminal=false
if [ -t 1 ]; then
    terminal=true
fi

if [ -f "$fast/node.jsa" ]; then
    set -- -XX:SharedArchiveFile="$fast/node.jsa" -cp "$jar" org.tallystick.examples.cluster.ClusterCommand "$@"
else
    set -- -cp "$jar" org.tallystick.examples.cluster.ClusterCommand "$@"
fi
exec "$java" -Xmx512m -XX:+UseSerialGC -Xshare:auto \
    -Dtallystick.terminal=$terminal -Dtallystick.archive="$fast/node.jsa" "$@"

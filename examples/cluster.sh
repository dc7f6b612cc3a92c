#!/bin/sh
# Starts a cluster of Tallystick nodes on this machine, puts a load on it and checks what came of it.
# Builds the project first if it has changed. All flags: sh examples/cluster.sh --help
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/build.sh"
fast=$here/target/fast

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

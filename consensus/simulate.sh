#!/bin/sh
# Plays random scenarios of whole clusters under faults, on every processor.
#   sh consensus/simulate.sh --runs 20000 --seed 1     see org.tallystick.consensus.bft.sim.SimRuns for all options
# Exits with 0 only if no run went wrong. The seed of one that did is printed; replay it with --seed N --trace.
set -e
cd "$(dirname "$0")/.."
mvn -q -B -Dquick -pl consensus -am test-compile \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile=target/test-classpath.txt
main=org.tallystick.consensus.bft.sim.SimRuns
if [ "${1:-}" = --mutants ]; then
    shift
    main=org.tallystick.consensus.mutants.MutantHunt # seeded bugs, each of which must be found
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${SIMULATE_JVM:--Xmx1g -XX:+UseParallelGC} \
  -cp "consensus/target/test-classes:consensus/target/classes:$(cat consensus/target/test-classpath.txt)" \
  "$main" "$@"

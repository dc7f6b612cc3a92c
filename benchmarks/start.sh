#!/bin/sh
# How long a single node takes from the start of the JVM until it is ready, and what memory it holds when idle beside a JVM
# that does nothing: sh benchmarks/start.sh [--runs N] [--idle TIME] [--flags "..."] [--json FILE]
# Builds first what has changed.
set -eu
. "$(dirname "$0")/run.sh"
exec "$java" -Xmx128m -XX:+UseSerialGC -cp "$classpath" org.tallystick.benchmarks.start.StartCommand "$@"

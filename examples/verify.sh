#!/bin/sh
# Checks a proof file offline, without a node: sh examples/verify.sh FILE --genesis GENESIS
# Builds the project first if it has changed. All flags: sh examples/verify.sh --help
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/build.sh"

exec "$java" -Xmx512m -XX:+UseSerialGC -cp "$jar" org.tallystick.examples.verify.VerifyCommand "$@"

#!/bin/sh
# Compares two commits: sh benchmarks/compare.sh BEFORE AFTER [PATTERN [JMH FLAGS]]
# Builds both beside each other under benchmarks/target/compare, measures them in turns, three times each, with one fork a
# turn, and prints what changed: ratios to the limits of the same run, and bytes allocated.
set -eu
before=$1
after=$2
shift 2
. "$(dirname "$0")/run.sh"
here=$PWD
base=$here/benchmarks/target/compare
rm -rf "$base"
mkdir -p "$base"
git worktree prune
trap 'git worktree remove --force "$base/before" 2>/dev/null; git worktree remove --force "$base/after" 2>/dev/null' EXIT
git worktree add --detach "$base/before" "$before" >&2
git worktree add --detach "$base/after" "$after" >&2
for turn in 1 2 3; do
    for side in before after; do
        (cd "$base/$side" && sh benchmarks/jmh.sh "$@" -f 1 -rf json -rff "$base/$side-$turn.json") >&2
    done
done
"$java" -cp "$classpath" org.tallystick.benchmarks.jmh.Compare \
    "$base"/before-?.json -- "$base"/after-?.json

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# demo.sh PROGRAM LOG [POLICY]: replays a captured incident and shows what it
# flags.  That something is flagged is what the demo expects.
set -eu

program=$1
log=$2
policy=${3:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

set -- replay --format text
if [ "$policy" ]; then
	# Closed to group and world, as a policy must be.
	install -m 600 "$policy" "$scratch/policy.json"
	set -- "$@" --policy "$scratch/policy.json"
fi
echo "Replaying $log, recorded by auditd on a Docker host:"
echo "  dockwarden replay${policy:+ --policy $policy} --format text $log"
echo
status=0
"$program" "$@" "$log" </dev/null || status=$?
if [ "$status" -ne 1 ]; then
	echo "demo: replay exited $status; it should have flagged changes" >&2
	exit 1
fi
echo
echo "Those are the unauthorized changes in that log; exit status 1 says so."

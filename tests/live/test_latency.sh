#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_latency.sh BUILD: how long it takes from the return of the system call
# until the alert stands in the file, over 1,000 attacks under auditd.  The
# bound holds on a machine with other work; the figures are the measurement.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"

attacks=${LIVE_ATTACKS:-1000}
bound_us=${LIVE_BOUND_US:-20000}

live_begin
# Each attack is a file of a name of its own: nothing is merged.
live_auditd
live_rule -w /etc/docker -p wa -k docker
touch "$alerts"
"$build/live/latency" /etc/docker "$alerts" 20 >/dev/null # warms up
"$build/live/latency" /etc/docker "$alerts" "$attacks" >"$scratch/latency"
p99=$(sed -n 's/.* p99=\([0-9]*\) .*/\1/p' "$scratch/latency")
[ -n "$p99" ] || fail 'no figure'
[ "$p99" -le "$bound_us" ] || fail "p99 is $p99 us: $(cat "$scratch/latency")"
live_still_audited
echo "us over $attacks attacks: $(cat "$scratch/latency")"

#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_storm.sh BUILD: 200,000 keyed events through auditd as fast as the kernel
# makes them, with attacks among them.  No attack is missed, the kernel loses
# nothing, and the plugin's memory stays below 16 MiB, its helpers included.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"

events=${LIVE_EVENTS:-200000}
attacks=${LIVE_ATTACKS:-400}
max_kib=16384

live_begin
target=/etc/docker/storm.test
trap 'rm -rf "$target"; live_restore' EXIT
live_wrap --merge=0
live_auditd
auditctl -b 8192 >/dev/null
mkdir "$target"
touch "$target/calm"
live_rule -w /etc/docker -p rwa -k docker

took=$("$build/live/storm" "$target" "$events" "$attacks")

# The log is what the kernel recorded; the storm is over when its last is told.
all_told() {
	[ "$(grep -aoE 'path":"[^"]*/storm\.[0-9]+\.[0-9]+"' "$alerts" |
		sort -u | wc -l)" -eq "$attacks" ]
}
wait_for all_told || wait_for all_told || {
	echo "told $(grep -ac '/storm\.[0-9]*\.[0-9]*"' "$alerts") of $attacks"
	fail 'attacks were missed'
}
twice=$(live_ids | uniq -d)
[ -z "$twice" ] || fail "told twice: $twice"

peak=0
for pid in $(pgrep -f "^$scratch/audisp-dockwarden"); do
	rss=$(awk '/^VmHWM:/ { print $2 }' "/proc/$pid/status")
	echo "process $pid: peak $rss KiB"
	[ "$(live_plugin)" -ne "$pid" ] || peak=$rss
done
[ "$peak" -gt 0 ] || fail 'the plugin is gone'
[ "$peak" -le "$max_kib" ] || fail "the plugin took $peak KiB"
live_still_audited
lost=$(grep -ac '"action":"lost"' "$alerts" || :)
recovered=$(grep -acF 'were taken from the audit log' "$alerts" || :)
[ "$lost" -eq 0 ] || fail "$(grep -a '"action":"lost"' "$alerts" | head -n 3)"
echo "$events events in $took s, $attacks attacks, all told once;" \
	"peak $peak KiB; $recovered overflows of auditd's queue made good"

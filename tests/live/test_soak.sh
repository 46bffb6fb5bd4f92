#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_soak.sh BUILD: the load of 24 hours, 50 events a second with alerts among
# them, as fast as the plugin takes it; meanwhile the hourly things happen 24
# times (reload, rotation of the alerts) and the beat of each minute 1,440
# times.  Memory and descriptors are at the end where they were after the
# first hour.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"

hours=${LIVE_HOURS:-24}
a_second=50
beats=60 # an hour
max_growth=512 # KiB

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 750 "$scratch/state" "$scratch/out"
alerts=$scratch/out/alerts.json
cat >"$scratch/policy.json" <<-JSON
	{ "version": 1, "trusted": { "users": ["root", 2001] },
	  "outputs": [ { "type": "file", "path": "$alerts", "format": "ecs" } ] }
JSON
chmod 600 "$scratch/policy.json"

# An hour of it; its times and serials begin anew each hour, as if the host
# had been booted.
megabytes=$((a_second * 3600 * 1110 / 1000000))
"$build/bench/generate" sparse "$megabytes" tests/data/captures/*.log.gz \
	>"$scratch/hour" 2>"$scratch/made"
events=$(cut -d ' ' -f 1 "$scratch/made")

mkfifo "$scratch/pipe"
"$plugin" --policy="$scratch/policy.json" --state="$scratch/state" \
	--log=none <"$scratch/pipe" &
pid=$!
exec 3>"$scratch/pipe"

measure() { # of the plugin and its two helpers: KiB and descriptors
	local p kib=0 fds=0
	for p in "$pid" $(pgrep -P "$pid"); do
		kib=$((kib + $(awk '/^VmRSS:/ { print $2 }' "/proc/$p/status")))
		fds=$((fds + $(find "/proc/$p/fd" -mindepth 1 | wc -l)))
	done
	echo "$kib $fds"
}
beat() {
	local _
	for _ in $(seq "$beats"); do
		kill -USR1 "$pid"
		sleep 0.01
	done
}

begun=$(date +%s.%N)
for hour in $(seq "$hours"); do
	beat &
	beater=$!
	cat "$scratch/hour" >&3
	mv "$alerts" "$alerts.1" 2>/dev/null || :
	kill -HUP "$pid"
	wait "$beater"
	kill -0 "$pid" || fail "the plugin ended in hour $hour"
	sleep 0.3 # the pipe is empty by now
	read -r kib fds <<<"$(measure)"
	[ "$hour" -gt 1 ] || first_kib=$kib
	[ "$hour" -gt 1 ] || first_fds=$fds
done
took=$(echo "$(date +%s.%N) - $begun" | bc)
exec 3>&-
wait "$pid" || fail "exit status $?"
seen=$(grep -ao '"judged":[0-9]*' "$scratch/state/status.json" | head -n 1 | tr -dc 0-9)
[ "${seen:-0}" -gt $((hours * events * 9 / 10)) ] ||
	fail "only ${seen:-0} of $((hours * events)) events were judged"
[ "$fds" -eq "$first_fds" ] || fail "$first_fds descriptors, then $fds"
[ "$((kib - first_kib))" -le "$max_growth" ] ||
	fail "$first_kib KiB, then $kib KiB"
echo "$hours hours in $took s, $seen events: $first_kib KiB and $first_fds" \
	"descriptors after the first hour, $kib KiB and $fds after the last"

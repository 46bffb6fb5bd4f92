#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_endurance.sh BUILD: under load, with attacks in it, the plugin is killed
# at 100 random instants and auditd restarted ten times; meanwhile the alerts'
# disk is full for a while, syslog goes and comes, and a reader of the socket
# is stuck.  At the end each attack that the kernel recorded stands in the file
# exactly once, and what was never recorded is counted in an alert.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"

kills=${LIVE_KILLS:-100}
restarts=${LIVE_RESTARTS:-10}
rate=1000 # events a second

live_begin
target=/etc/docker/endurance.test
jobs=()
finish() {
	local pid
	for pid in "${jobs[@]}"; do
		kill "$pid" 2>/dev/null || :
	done
	rm -rf "$target"
	rm -f /dev/log
	[ ! -e "$scratch/log.kept" ] || mv "$scratch/log.kept" /dev/log
	live_stop
	umount "$scratch/out" 2>/dev/null || :
	live_restore
}
trap finish EXIT

mount -t tmpfs -o size=64m,mode=750 none "$scratch/out"
cat >"$scratch/policy.json" <<-JSON
	{ "version": 1, "trusted": { "users": ["root"] },
	  "outputs": [
	    { "type": "file", "path": "$alerts", "format": "ecs" },
	    { "type": "unix", "path": "$scratch/out/socket", "format": "ecs" },
	    { "type": "syslog", "format": "text" } ] }
JSON
live_configure 'max_restarts = 1000'
live_wrap --merge=0 --heartbeat=1 --grace=1
if [ -e /dev/log ]; then
	mv /dev/log "$scratch/log.kept"
fi

start_syslog() {
	rm -f /dev/log
	"$build/live/receiver" syslog /dev/log "$scratch/syslog.txt" &
	syslog_pid=$!
	jobs+=("$syslog_pid")
}

start_syslog
live_auditd
mkdir "$target"
touch "$target/calm"
live_rule -w /etc/docker -p rwa -k docker
auditctl -b 8192 >/dev/null

# The load: rounds of 2,000 events with 20 attacks.
(
	trap - EXIT
	while [ ! -e "$scratch/enough" ]; do
		"$build/live/storm" "$target" 2000 20 "$rate" >/dev/null
	done
) &
load_pid=$!
jobs+=("$load_pid")

"$build/live/receiver" stuck "$scratch/out/socket" &
jobs+=($!)

kill_plugin() {
	local pid
	pid=$(live_plugin | head -n 1) || :
	[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || return 0
	[ -z "$pid" ] || killed=$((killed + 1))
}

pause() { # at a random instant
	sleep "0.$((RANDOM % 500 + 100))"
}

killed=0
restarted=0
for round in $(seq 1000); do
	[ "$killed" -lt "$kills" ] || break
	pause
	kill_plugin
	case $round in
	20) # the disk is full: what is written is queued
		dd if=/dev/zero of="$scratch/out/filler" bs=64k 2>/dev/null || :
		;;
	28) rm -f "$scratch/out/filler" ;;
	40)
		kill "$syslog_pid"
		rm -f /dev/log
		;;
	50) start_syslog ;;
	60) "$build/live/receiver" unix "$scratch/out/socket" \
		"$scratch/reader.txt" & jobs+=($!) ;;
	esac
	if [ $((round % (kills / restarts))) -eq 0 ] &&
		[ "$restarted" -lt "$restarts" ]; then
		live_stop
		live_auditd
		restarted=$((restarted + 1))
	fi
done
[ "$killed" -eq "$kills" ] || fail "only $killed kills"
[ "$restarted" -eq "$restarts" ] || fail "only $restarted restarts"

touch "$scratch/enough"
wait "$load_pid" || :
live_poke
names() { grep -aoE 'storm\.[0-9]+\.[0-9]+' | sort; }
told() {
	grep -ao "\"file\":{\"path\":\"$target/storm\.[0-9]*\.[0-9]*\"" "$alerts" |
		names
}
find "$target" -name 'storm.*' | names >"$scratch/made"
cat "$log"* | grep -aoE 'name="storm\.[0-9]+\.[0-9]+"' | names | uniq \
	>"$scratch/logged"
all_told() {
	live_poke
	told | uniq >"$scratch/told"
	[ -z "$(comm -13 "$scratch/told" "$scratch/logged")" ]
}
wait_for all_told || wait_for all_told || {
	comm -13 "$scratch/told" "$scratch/logged" | head
	fail 'attacks that are in the log were not told'
}
twice=$(told | uniq -d)
[ -z "$twice" ] || {
	fail "told twice: $(echo "$twice" | wc -l): $(echo "$twice" | head -n 3)"
}
missing=$(comm -23 "$scratch/made" "$scratch/told" | wc -l)
all_said() { # a loss has its grace, and a busy machine, before it is told
	live_poke
	said=$(awk 'match($0, /"reason":"[0-9]+ audit events between/) {
		n += substr($0, RSTART + 10) } END { print n + 0 }' "$alerts")
	[ "$missing" -le "$said" ]
}
wait_for all_said || wait_for all_said || {
	fail "$missing attacks were never recorded, $said events are said to be lost"
}
grep -qaE 'output syslog did not work|while outputs did not work' "$alerts" ||
	fail 'nothing is said of what syslog did not get'
[ "$(status_of enabled)" -eq 1 ] || fail 'auditing is off'
echo "$(wc -l <"$scratch/made") attacks, $killed kills, $restarted restarts:" \
	"$(wc -l <"$scratch/told") told once, $missing while no auditd ran" \
	"($said events said to be lost)"

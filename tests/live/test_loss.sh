#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_loss.sh BUILD: what makes the plugin blind is said: auditing switched
# off, rules gone, a watched directory moved, a rule that mutes, records that
# the kernel lost.  What auditd's queue could not hold is found in the log.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"

live_begin
target=/etc/docker/loss.test
wait_time=$(status_of backlog_wait_time)
finish() {
	auditctl --backlog_wait_time "$wait_time" >/dev/null 2>&1 || :
	auditctl -d never,exit -S mount -F pid=1 >/dev/null 2>&1 || :
	[ ! -d /etc/docker.moved ] || {
		rm -rf /etc/docker
		mv /etc/docker.moved /etc/docker
	}
	rm -rf "$target"
	live_restore
}
trap finish EXIT
live_configure 'q_depth = 200'
live_wrap --merge=0
live_auditd
auditctl -b 8192 >/dev/null
mkdir "$target"
touch "$target/calm"
live_rule -w /etc/docker -p rwa -k docker

expect() { # PATTERN: the kernel is asked every five seconds, twice for rules
	wait_for live_is_told "$1" || wait_for live_is_told "$1" ||
		fail "not said: $1"
}
sleep 6 # the rule has settled

auditctl -e 0 >/dev/null
expect 'auditing is switched off in the kernel'
auditctl -e 1 >/dev/null

auditctl -a never,exit -S mount -F pid=1 >/dev/null 2>&1
expect 'audit rules that keep events from being recorded'

auditctl -W /etc/docker -p rwa -k docker >/dev/null
expect 'the kernel has no audit rule with a docker key any more'
auditctl -w /etc/docker -p rwa -k docker >/dev/null

mv /etc/docker /etc/docker.moved
mkdir /etc/docker
expect 'the watched directory /etc/docker is another one now'
rmdir /etc/docker
mv /etc/docker.moved /etc/docker

# auditd's queue to its plugins is full: each further record costs 6 ms and is
# dropped (audit 3.0.9 src/auditd-dispatch.c and audisp/queue.c).
kill -STOP "$(live_plugin)"
"$build/live/storm" "$target" 300 50 >/dev/null
sleep 4 # the kernel's backlog took it at once, auditd takes its time
kill -CONT "$(live_plugin)"
all_told() {
	live_poke
	[ "$(grep -aoE 'storm\.[0-9]+\.[0-9]+"' "$alerts" | sort -u | wc -l)" -eq 50 ]
}
for _ in 1 2 3 4 5 6; do
	! wait_for all_told || break
done
all_told || fail 'attacks were lost in the queue'
expect 'were taken from the audit log'
[ -z "$(live_ids | uniq -d)" ] || fail 'an alert was told twice'
[ "$(status_of lost)" -eq "$live_lost" ] || fail 'the kernel lost records'

# The kernel drops what does not fit, where nobody waits for room.  An event
# without any record takes no serial number (kernel/audit.c audit_log_start
# looks at the backlog first), so only the kernel's own count tells.
kill -STOP "$auditd_pid"
auditctl --backlog_wait_time 0 >/dev/null 2>&1 &
setter=$!
sleep 1
"$build/live/storm" "$target" 20000 0 >/dev/null
kill -CONT "$auditd_pid"
wait "$setter" || :
[ "$(status_of lost)" -gt "$live_lost" ] || fail 'the kernel lost nothing'
expect 'audit records: its backlog of'
echo 'each loss was said'

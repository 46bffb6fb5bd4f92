#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_replay.sh BUILD: changes made now below /etc/docker, recorded by this
# machine's kernel and an auditd of the test's own, are flagged by replay with
# the right object, action and actor; reading is not; and the rotated and
# packed log gives the same ids.  Puts back what it changed.
set -euo pipefail

program=$(realpath "$1")/dockwarden
PATH=$PATH:/usr/sbin:/sbin

skip() {
	echo "$1"
	exit 77
}
status_of() { # WORD: a value of auditctl -s
	auditctl -s | awk -v word="$1" '$1 == word { print $2 }'
}

[ "$(id -u)" -eq 0 ] || skip 'only root can load audit rules'
command -v auditd >/dev/null || skip 'auditd is not installed'
auditctl -s >/dev/null 2>&1 || skip 'this kernel has no audit for us'
[ "$(status_of pid)" -eq 0 ] || skip 'another audit daemon is registered'
[ "$(status_of enabled)" -ne 2 ] || skip 'the audit configuration is locked'
[ "$(auditctl -l)" = 'No rules' ] || skip 'audit rules are loaded'

scratch=$(mktemp -d)
enabled=$(status_of enabled)
lost=$(status_of lost)
made_directory=no
daemon=''
file=/etc/docker/dockwarden-live.json

restore() {
	auditctl -W /etc/docker -p wa -k docker >/dev/null 2>&1 || :
	if [ -n "$daemon" ]; then
		kill "$daemon" 2>/dev/null || :
		for _ in $(seq 50); do
			kill -0 "$daemon" 2>/dev/null || break
			sleep 0.1
		done
	fi
	auditctl -e "$enabled" >/dev/null 2>&1 || :
	rm -f "$file" "$file.new"
	[ "$made_directory" = no ] || rmdir /etc/docker 2>/dev/null || :
	rm -rf "$scratch"
}
trap restore EXIT
trap 'exit 130' INT TERM HUP

wait_for() { # COMMAND…: up to 10 s
	for _ in $(seq 100); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.1
	done
	echo "waited in vain for: $*"
	return 1
}

if [ ! -d /etc/docker ]; then
	mkdir -m 755 /etc/docker
	made_directory=yes
fi

log=$scratch/audit.log
mkdir -m 750 "$scratch/etc" "$scratch/etc/plugins.d"
cat >"$scratch/etc/auditd.conf" <<CONF
local_events = yes
write_logs = yes
log_file = $log
log_group = root
log_format = ENRICHED
flush = INCREMENTAL_ASYNC
freq = 1
max_log_file = 8
num_logs = 0
max_log_file_action = IGNORE
space_left = 2
admin_space_left = 1
space_left_action = IGNORE
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
plugin_dir = $scratch/etc/plugins.d
CONF
chmod 640 "$scratch/etc/auditd.conf"
auditd -c "$scratch/etc" -s enable </dev/null >"$scratch/auditd.out" 2>&1
registered() { [ "$(status_of pid)" -ne 0 ]; }
wait_for registered
daemon=$(status_of pid)
auditctl -w /etc/docker -p wa -k docker >/dev/null

echo '{}' >"$file"
echo '{ "debug": true }' >"$file.new"
mv "$file.new" "$file"
chmod 600 "$file"
cat "$file" >/dev/null
rm "$file"
wait_for grep -a 'nametype=DELETE' "$log"
wait_for grep -aE 'comm="rm"' "$log"
[ "$(status_of enabled)" -eq 1 ] || {
	echo 'auditing was switched off during the test'
	exit 1
}
auditctl -W /etc/docker -p wa -k docker >/dev/null
kill "$daemon"
gone() { ! kill -0 "$daemon" 2>/dev/null; }
wait_for gone
[ "$(status_of lost)" -eq "$lost" ] || {
	echo 'the kernel lost records during the test'
	exit 1
}

# Nobody is trusted, whatever the login uid that this test runs with.
echo '{ "version": 1, "trusted": { "users": [], "groups": [] } }' \
	>"$scratch/policy.json"
chmod 600 "$scratch/policy.json"
replay() { # LOG…
	local code=0
	"$program" replay --policy "$scratch/policy.json" --format ecs "$@" \
		</dev/null || code=$?
	[ "$code" -eq 1 ] || {
		echo "replay exits $code, not 1" >&2
		return 1
	}
}
replay "$log" >"$scratch/alerts"

seen() { # ACTION: an alert of that action on the file
	grep '"action":"'"$1"'"' "$scratch/alerts" |
		grep -F '"path":"'"$file" |
		grep -F '"id":"SSE_SEC_APP_DOCKER_06"' | grep -qF '"pid":'
}
for action in create rename attribute delete; do
	seen "$action" || {
		echo "no alert of $action on $file"
		cat "$scratch/alerts"
		exit 1
	}
done
if grep -q '"action":"read"' "$scratch/alerts"; then
	echo 'reading is no alert'
	exit 1
fi

ids() {
	grep -oE '"id":"[0-9a-f]{32}"' "$1" | sort
}
lines=$(wc -l <"$log")
mkdir "$scratch/set"
head -n "$((lines / 2))" "$log" | gzip >"$scratch/set/audit.log.1.gz"
tail -n "+$((lines / 2 + 1))" "$log" >"$scratch/set/audit.log"
replay "$scratch/set" >"$scratch/again"
diff <(ids "$scratch/alerts") <(ids "$scratch/again") || {
	echo 'the rotated and packed log gives other ids'
	exit 1
}
echo "$(wc -l <"$scratch/alerts") alerts"

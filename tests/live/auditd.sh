# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# auditd.sh: sourced by the tests that need a kernel that audits, an auditd of
# their own, and the plugin under it.  Everything is put back by live_restore,
# which the sourcing test runs on every exit path:
#
#   . tests/live/auditd.sh BUILD
#   live_begin            # or exits 77, with the reason
#   live_auditd           # an auditd with the plugin; live_rule adds a rule
#
# $scratch is the test's own directory, $log the audit log, $alerts the alerts,
# $state the plugin's state.
# shellcheck source=tests/machine.sh
. "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../machine.sh"

build=$(realpath "$1")
program=$build/dockwarden
plugin=$build/audisp-dockwarden
scratch=''
auditd_pid=''
live_rules=()
live_made=()
# What the tests that source this use of it.
log='' state='' alerts=''
export program plugin log state alerts

# LIVE_KEEP=DIR: what a failed test leaves is copied there.
fail() {
	echo "failed: $1"
	[ -z "${LIVE_KEEP:-}" ] || cp -r "$scratch" "$LIVE_KEEP"
	exit 1
}

live_restore() {
	local rule path
	live_stop
	for rule in "${live_rules[@]}"; do
		# shellcheck disable=SC2086 # a rule's words
		auditctl ${rule/#-w/-W} >/dev/null 2>&1 ||
			auditctl ${rule/#-a/-d} >/dev/null 2>&1 || :
	done
	[ -z "${live_enabled:-}" ] ||
		auditctl -e "$live_enabled" >/dev/null 2>&1 || :
	[ -z "${live_backlog:-}" ] ||
		auditctl -b "$live_backlog" >/dev/null 2>&1 || :
	for path in "${live_made[@]}"; do
		rmdir "$path" 2>/dev/null || :
	done
	[ -z "$scratch" ] || rm -rf "$scratch"
}

live_begin() {
	need auditd
	need_audit
	live_enabled=$(status_of enabled)
	live_backlog=$(status_of backlog_limit)
	live_lost=$(status_of lost)
	trap live_restore EXIT
	trap 'exit 130' INT TERM HUP
	scratch=$(mktemp -d)
	chmod 755 "$scratch"
	log=$scratch/audit.log
	state=$scratch/state
	alerts=$scratch/out/alerts.json
	mkdir -m 750 "$scratch/etc" "$scratch/etc/plugins.d" "$state" \
		"$scratch/out"
	live_directory /etc/docker
	cat >"$scratch/policy.json" <<-JSON
		{ "version": 1, "trusted": { "users": ["root"] },
		  "outputs": [ { "type": "file", "path": "$alerts",
		                 "format": "ecs" } ] }
	JSON
	chmod 600 "$scratch/policy.json"
	live_configure ''
}

live_directory() { # PATH: made if it is not there, and removed then
	[ -d "$1" ] && return
	mkdir -m 755 "$1"
	live_made+=("$1")
}

live_configure() { # [LINE…]: of auditd.conf, beside the usual ones
	cat >"$scratch/etc/auditd.conf" <<-CONF
		local_events = yes
		write_logs = yes
		log_file = $log
		log_group = root
		log_format = ENRICHED
		flush = INCREMENTAL_ASYNC
		freq = 50
		max_log_file = ${LIVE_MAX_LOG:-32}
		num_logs = ${LIVE_NUM_LOGS:-20}
		max_log_file_action = ROTATE
		space_left = 2
		admin_space_left = 1
		space_left_action = IGNORE
		admin_space_left_action = IGNORE
		disk_full_action = IGNORE
		disk_error_action = IGNORE
		plugin_dir = $scratch/etc/plugins.d
	CONF
	printf '%s\n' "$@" >>"$scratch/etc/auditd.conf"
	chmod 640 "$scratch/etc/auditd.conf"
	live_wrap ''
	cat >"$scratch/etc/plugins.d/dockwarden.conf" <<-CONF
		active = yes
		direction = out
		path = $scratch/start
		type = always
		args = --policy=$scratch/policy.json --state=$state
		format = string
	CONF
	chmod 640 "$scratch/etc/plugins.d/dockwarden.conf"
}

# auditd 3.0 hands on two arguments; the others stand in what it starts.
live_wrap() { # [OPTION…]
	install -m 750 "$plugin" "$scratch/audisp-dockwarden"
	cat >"$scratch/start" <<-SH
		#!/bin/sh
		exec $scratch/audisp-dockwarden "\$@" $*
	SH
	chmod 750 "$scratch/start"
}

live_is_registered() { [ "$(status_of pid)" -ne 0 ]; }
live_is_gone() { ! kill -0 "$auditd_pid" 2>/dev/null; }

# The plugin is auditd's child, and so is its aide the plugin's.
live_plugin() { pgrep -P "$auditd_pid" -x audisp-dockward; }

live_auditd_alone() {
	auditd -c "$scratch/etc" -s enable </dev/null >"$scratch/auditd.out" 2>&1
	wait_for live_is_registered
	auditd_pid=$(status_of pid)
}

live_auditd() {
	live_auditd_alone
	wait_for live_plugin
}

live_stop() {
	[ -n "$auditd_pid" ] || return 0
	kill "$auditd_pid" 2>/dev/null || :
	wait_for live_is_gone || :
	auditd_pid=''
}

live_rule() { # WORD…: of auditctl
	auditctl "$@" >/dev/null
	live_rules=("$*" "${live_rules[@]}")
}

# auditd finds out that its plugin is gone when it next has a record for it.
live_poke() { auditctl -m poke >/dev/null 2>&1 || :; }

live_has_alerts() { # COUNT [PATTERN]
	[ "$(grep -ac "${2:-}" "$alerts" 2>/dev/null)" -ge "$1" ]
}

live_is_told() { # PATTERN, while auditd has something to hand on
	live_poke
	live_has_alerts 1 "$1"
}

# The ids of the alerts that an audit event stands behind, sorted.
live_ids() {
	grep -a '"dockwarden":{[^{]*"event":' "$alerts" | alert_ids
}

# host.id has as many digits as event.id.
alert_ids() {
	grep -oE '"provider":"[a-z]+","id":"[0-9a-f]{32}"' | sort
}

replay_ids() { # FILE…
	local status=0
	"$program" replay --policy "$scratch/policy.json" --format ecs "$@" \
		>"$scratch/replayed" 2>"$scratch/replay.err" || status=$?
	[ "$status" -le 1 ] || fail "replay: $(cat "$scratch/replay.err")"
	alert_ids <"$scratch/replayed"
}

live_still_audited() {
	[ "$(status_of enabled)" -eq 1 ] ||
		fail 'auditing was switched off during the test'
	[ "$(status_of lost)" -eq "$live_lost" ] ||
		fail "the kernel lost records: $live_lost before, $(status_of lost) now"
}

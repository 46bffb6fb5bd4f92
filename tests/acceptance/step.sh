#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC1090,SC1091,SC2016,SC2154
# step.sh NAME: one of steps/, for run.sh: its last line is what was seen.
set -Eeuo pipefail
trap 'echo "failed: $BASH_COMMAND"' ERR
: "${acceptance:?}" "${guest:?}" "${packages:?}" "${build:?}"
. "$acceptance/guest.sh"
. "$acceptance/logins.sh"
. "$acceptance/attack.sh"

say() { printf '%s\n' "$*" | tr '\n' ' '; }

fail() {
	echo "failed: $(tr '\n' ' ' <<<"$*")"
	exit 1
}

plugin_runs() {
	guest_run 'pgrep -x -P "$(cat /run/auditd.pid)" audisp-dockward'
}

# Of the plugin's file, each word in one alert.
alerted() { # WORD…
	local filter="cat $attack_alerts" word
	for word; do
		filter+=" | grep -aF '$word'"
	done
	guest_run "$filter | grep -q ."
}

last_alert() { # WORD: its message and item
	guest_run "grep -aF '$1' $attack_alerts | tail -n 1" |
		sed -E 's/.*"message":"([^"]*)".*"rule":\{"id":"([^"]*)".*/\2: \1/'
}

# What the machine writes as it goes is none of ours.
list_files() {
	guest_run "find / -xdev \( -path /proc -o -path /sys -o -path /run \
		-o -path /tmp -o -path /var/log/journal -o -path /var/lib/docker \
		-o -path /var/lib/containerd -o -path /var/cache \
		-o -path /var/lib/apt/lists \) -prune -o -print" | sort
}

. "$acceptance/steps/$1.sh"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# machine.sh: sourced by tests that ask more of the machine than a compiler.
# What it lacks is the reason for a skip: exit status 77, and the last line.
PATH=$PATH:/usr/sbin:/sbin

skip() { # REASON
	echo "$1"
	exit 77
}

need_root() { # WHAT: that he alone may
	[ "$(id -u)" -eq 0 ] || skip "only root can $1"
}

need() { # TOOL…
	local tool
	for tool; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
}

status_of() { # WORD: a value of auditctl -s
	auditctl -s | awk -v word="$1" '$1 == word { print $2 }'
}

# The kernel's auditing, with nobody who uses it: what the test changes would be
# another's.
need_audit() {
	need_root 'load audit rules'
	need auditctl
	auditctl -s >/dev/null 2>&1 || skip 'this kernel has no audit for us'
	[ "$(status_of pid)" -eq 0 ] || skip 'another audit daemon is registered'
	[ "$(status_of enabled)" -ne 2 ] ||
		skip 'the audit configuration is locked'
	[ "$(auditctl -l)" = 'No rules' ] || skip 'audit rules are loaded'
}

wait_for() { # COMMAND…: up to 10 s
	local _
	for _ in $(seq 200); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.05
	done
	echo "waited in vain for: $*"
	return 1
}

#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_beside.sh BUILD: dockwarden and laurel as plugins of one auditd: each
# gets all events, and neither hinders the other.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"

attacks=200
laurel=$(command -v laurel) || skip 'laurel is not installed'

live_begin
target=/etc/docker/beside.test
trap 'rm -rf "$target"; live_restore' EXIT
live_wrap --merge=0
mkdir "$scratch/laurel"
cat >"$scratch/laurel.toml" <<-TOML
	directory = "$scratch/laurel"
	[auditlog]
	file = "audit.log"
	size = 50000000
	generations = 2
TOML
chmod 600 "$scratch/laurel.toml"
install -m 750 "$laurel" "$scratch/laurel.bin"
cat >"$scratch/etc/plugins.d/laurel.conf" <<-CONF
	active = yes
	direction = out
	path = $scratch/laurel.bin
	type = always
	args = --config $scratch/laurel.toml
	format = string
CONF
chmod 640 "$scratch/etc/plugins.d/laurel.conf"
live_auditd
mkdir "$target"
touch "$target/calm"
live_rule -w /etc/docker -p rwa -k docker
"$build/live/storm" "$target" 5000 "$attacks" 2000 >/dev/null

names_in() { # FILE…: of attacks, each once
	cat "$@" 2>/dev/null | grep -aoE 'storm\.[0-9]+\.[0-9]+"' | sort -u
}
both_have_all() {
	live_poke
	[ "$(names_in "$alerts" | wc -l)" -eq "$attacks" ] &&
		[ "$(names_in "$scratch/laurel/audit.log"* | wc -l)" -eq "$attacks" ]
}
wait_for both_have_all || fail "dockwarden told $(names_in "$alerts" | wc -l),\
 laurel $(names_in "$scratch/laurel/audit.log"* | wc -l) of $attacks"
[ -z "$(live_ids | uniq -d)" ] || fail 'an alert was told twice'
live_still_audited
echo "$attacks attacks, all of them told by both"

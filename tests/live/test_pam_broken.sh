#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_pam_broken.sh BUILD: whatever becomes of the policy's file, root and users
# outside the docker group log in by every way.  Its members do not: nobody is
# known to be trusted then.  With onerr=allow they do.  A module that is
# replaced while sshd runs is the new one from the next login on.
set -euo pipefail
# shellcheck source=tests/live/debian.sh
. "$(dirname "$0")/debian.sh" "$1"
debian_begin
# shellcheck source=tests/live/pam.sh
. "$(dirname "$0")/pam.sh"
pam_prepare

# Beside each other.  A login starts and ends the user's manager, so the ways
# that need it to themselves come after.
lane_a='su su_login su_password sudo'
lane_b='login ssh_key ssh_password ssh_interactive ssh_forward cron at unit_pam'
lane_manager='user_service systemd_run'
few='su ssh_key sudo'

break_missing() { :; }
break_invalid() { echo '{ "version": 1, "trusted":' >"$pam_policy"; }
break_fifo() { mkfifo -m 644 "$pam_policy"; }
break_directory() { mkdir "$pam_policy"; }
break_huge() { truncate -s 4G "$pam_policy"; }
break_symlink() {
	pam_write_policy deny
	mv "$pam_policy" "$pam_policy.kept"
	ln -s policy.json.kept "$pam_policy"
}
break_writable() {
	pam_write_policy deny
	chmod 666 "$pam_policy"
}

expect_all() { # PHASE
	local row
	for row in $lane_a $lane_b $lane_manager; do
		pam_expect "$1" "$row" root connects
		pam_expect "$1" "$row" bob no-group
	done
}

expect_few() { # PHASE USER RESULT
	local row
	for row in $few; do
		pam_expect "$1" "$row" "$2" "$3"
	done
}

pam_install "$build/pam_dockwarden.so"
pam_write_policy deny
pam_enable

measure() { # PHASE
	pam_measure "$1" 'root bob' "$lane_a" 'root bob' "$lane_b" \
		'alice mallory' "$few"
	pam_measure "$1" 'root bob' "$lane_manager"
}

try() { # CASE
	local excused=connects
	# Without a file the built-in policy holds, which is not broken.
	[ "$1" != missing ] || excused=refused
	rm -rf "$pam_policy"
	"break_$1"
	measure "$1"
	expect_all "$1"
	expect_few "$1" alice refused
	expect_few "$1" mallory refused
	pam_arguments onerr=allow
	pam_measure "$1,allow" mallory "$few"
	expect_few "$1,allow" mallory "$excused"
	pam_arguments
	[ "$pam_wrong" -eq 0 ] || fail "$pam_wrong logins with the policy $1"
}

for case in missing invalid fifo directory huge symlink writable; do
	try "$case"
done

# A session that began under the one module ends under the other.
pam_write_policy deny
mkfifo "$scratch/typed"
debian_run ssh -o StrictHostKeyChecking=no -o LogLevel=ERROR bob@127.0.0.1 \
	'echo begun && cat' <"$scratch/typed" >"$scratch/session" 2>&1 &
session=$!
exec 8>"$scratch/typed"
wait_for test -s "$scratch/session" || fail 'bob has no session to keep'
strip -o "$scratch/other.so" "$build/pam_dockwarden.so"
! cmp -s "$scratch/other.so" "$build/pam_dockwarden.so" ||
	fail 'the other build is the same'
pam_install "$scratch/other.so"
measure replaced
expect_all replaced
expect_few replaced alice connects
expect_few replaced mallory refused
[ "$pam_wrong" -eq 0 ] || fail "$pam_wrong logins with the module replaced"

exec 8>&-
wait "$session" || fail "the kept session: $(cat "$scratch/session")"
! debian_run journalctl -q -o cat | grep -E 'segfault|dumped core|killed by signal' ||
	fail 'something crashed'

debian_left_auditing
echo "$(wc -l <"$scratch/results") logins went as they should"

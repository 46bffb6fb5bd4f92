#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_pam_gone.sh BUILD: the module's file vanishes, or is empty, while PAM
# names it; the policy is emptied while the module is replaced; the package's
# script takes it out of PAM, and it is removed.  Root and bob log in by ssh, at
# a terminal, by su, sudo and cron, each time; while PAM names it, members of
# docker do not.  Whoever limits the memory of su, so that the module cannot be
# loaded, becomes no member either.
set -euo pipefail
# shellcheck source=tests/live/debian.sh
. "$(dirname "$0")/debian.sh" "$1"
debian_begin
# shellcheck source=tests/live/pam.sh
. "$(dirname "$0")/pam.sh"
pam_prepare

packaging=$(realpath "$(dirname "$0")/../../packaging")
lane_a='su su_password sudo'
lane_b='login ssh_key cron'

# A member is let in, or not; "lost" is what is neither let in nor refused by
# the module, which is not there.
expect() { # PHASE MALLORY: what becomes of her
	local row
	pam_measure "$1" 'root bob mallory' "$lane_a" \
		'root bob mallory' "$lane_b"
	for row in $lane_a $lane_b; do
		pam_expect "$1" "$row" root connects
		pam_expect "$1" "$row" bob no-group
		pam_expect "$1" "$row" mallory "$2"
	done
	[ "$pam_wrong" -eq 0 ] || fail "$pam_wrong logins with the module $1"
}

replace_again_and_again() {
	while [ -e "$scratch/replacing" ]; do
		pam_install "$build/pam_dockwarden.so"
		sleep 0.01
	done
}

# By bob, to mallory, with each limit, beside each other: most of it is the wait
# after a refusal.  Her password is one that takes little memory to compare.
limited_su() { # prints what was shown
	debian_run chpasswd -c SHA512 <<<'mallory:Invented.Secret.1'
	# shellcheck disable=SC2016 # the other shell's
	debian_run setpriv --reuid=bob --regid=bob --clear-groups bash -c '
		cd /
		lane() {
			for size in $(seq "$1" 256 6400); do
				timeout 30 terminal "assword: " \
					Invented.Secret.1 -- sh -c \
					"ulimit -v $size; exec su mallory -c id"
			done
		}
		for first in $(seq 3400 16 3640); do
			lane "$first" &
		done
		wait' 2>&1 | tr -d '\r'
}

pam_install "$build/pam_dockwarden.so"
pam_write_policy deny
pam_enable

mv "$pam_module" "$pam_module.away"
expect vanished lost
: >"$pam_module"
expect empty lost
mv "$pam_module.away" "$pam_module"

limited_su >"$scratch/limited"
! grep -q 'uid=.*docker' "$scratch/limited" ||
	fail 'with little memory, mallory has the group'
debian_run journalctl -q -o cat SYSLOG_FACILITY=10 |
	grep 'unable to dlopen(pam_dockwarden.so)' >/dev/null ||
	fail 'no limit kept the module from being loaded'

: >"$pam_policy"
: >"$scratch/replacing"
replace_again_and_again &
replacing=$!
expect replaced refused
rm "$scratch/replacing"
wait "$replacing"

# As dpkg does it.
grep -v '^#DEBHELPER#' "$packaging/debian/libpam-dockwarden.prerm" \
	>"$debian/run/prerm"
debian_run sh /run/prerm remove
rm "$pam_module" "$debian/usr/share/pam-configs/dockwarden"
! grep -l '^[^#]*pam_dockwarden' "$debian"/etc/pam.d/common-* |
	grep -vE '\.pam-' || fail 'PAM still names the module'
expect removed connects

debian_left_auditing
echo "$(wc -l <"$scratch/results") logins went as they should," \
	"$(grep -c . "$scratch/limited") lines of su with little memory"

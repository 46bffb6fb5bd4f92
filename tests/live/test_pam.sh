#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_pam.sh BUILD: which ways into a session the PAM module closes, on a whole
# Debian: first that each of them reaches the Docker socket without it, then
# what becomes of them by "deny" and by "strip".  The measured table is that of
# doc/pam_matrix.md; PAM_MATRIX=FILE writes it there.
set -euo pipefail
# shellcheck source=tests/live/debian.sh
. "$(dirname "$0")/debian.sh" "$1"
debian_begin
# shellcheck source=tests/live/pam.sh
. "$(dirname "$0")/pam.sh"
pam_prepare

# Row; what it is; then what it is by deny and by strip, first for a member,
# then for a user whose primary group it is, who cannot be stripped.
cat >"$scratch/ways" <<'TABLE'
su|`su mallory`, by root|refused|no-group|refused|refused
su_login|`su -l mallory`, by root|refused|no-group|refused|refused
su_password|`su mallory`, by another user|refused|no-group|refused|refused
login|login, at a terminal|refused|no-group|refused|refused
ssh_key|ssh, by key|refused|no-group|refused|refused
ssh_password|ssh, by password|refused|no-group|refused|refused
ssh_interactive|ssh, keyboard-interactive|refused|no-group|refused|refused
ssh_forward|`ssh -N -L …:/run/docker.sock`|refused|no-group|refused|refused
sudo|`sudo -u mallory`, by root|refused|no-group|refused|refused
sudo_group|`sudo -g docker`, by mallory|refused|refused|refused|refused
cron|cron|refused|no-group|refused|refused
at|at|refused|refused|refused|refused
user_service|user@.service: a unit of his own|refused|no-group|refused|refused
systemd_run|`systemd-run --user`|refused|no-group|refused|refused
unit_pam|a unit with `User=` and `PAMName=`|refused|no-group|refused|refused
TABLE

# The same, and what closes it.
cat >"$scratch/open" <<'TABLE'
runuser|`runuser -u mallory`, by root|connects|connects|connects|connects|Taking him out of the group. Root alone can run it, and Debian's runuser does not ask the modules.
unit_user|a unit with `User=` only|connects|connects|connects|connects|Taking him out of the group, or `PAMName=` in the unit. Root alone writes one.
unit_pam_groups|a unit with `PAMName=` and `SupplementaryGroups=docker`|refused|connects|refused|refused|`deny`, or the unit's text: systemd adds its groups after the modules.
sg|`sg docker`, from a session|refused|connects|refused|refused|`deny`, or taking him out of the group: newgrp is setuid, asks no module, and knows the members from /etc/gshadow.
sudo_no_session|sudo with `Defaults !pam_session`|no-group|no-group|connects|connects|The sudoers file without it. The credentials are still stripped; a primary group cannot be.
sudo_no_setcred|sudo with `Defaults !pam_session, !pam_setcred`|connects|connects|connects|connects|The sudoers file without it, or taking him out of the group.
TABLE

# Beside each other.  A login starts and ends the user's manager, so the ways
# that need it to themselves come after.
lane_a='su su_login su_password sg sudo sudo_group'
lane_b='login ssh_key ssh_password ssh_interactive ssh_forward cron at unit_pam
	unit_pam_groups'
lane_manager='user_service systemd_run'
lane_open='runuser unit_user sudo_no_session sudo_no_setcred'

measure() { # PHASE
	local users='mallory pguser'
	[ "$1" = none ] || users='mallory pguser alice bob root'
	pam_measure "$1" "$users" "$lane_a" "$users" "$lane_b"
	pam_measure "$1" "$users" "$lane_manager" \
		'mallory pguser' "$lane_open"
}

# Alice is trusted, root is root; bob's session has no group unless he asks for
# it, and then it is as foreign to him as to mallory.
expect_others() { # PHASE
	local row bob
	while IFS='|' read -r row _; do
		pam_expect "$1" "$row" alice connects
		pam_expect "$1" "$row" root connects
		bob=no-group
		[ "$row" != sudo_group ] || bob=refused
		pam_expect "$1" "$row" bob "$bob"
	done <"$scratch/ways"
}

expect_table() { # PHASE
	local row deny strip primary_deny primary_strip
	while IFS='|' read -r row _ deny strip primary_deny primary_strip _; do
		case $1 in
		none) set -- none connects connects ;;
		deny) set -- deny "$deny" "$primary_deny" ;;
		strip) set -- strip "$strip" "$primary_strip" ;;
		esac
		pam_expect "$1" "$row" mallory "$2"
		pam_expect "$1" "$row" pguser "$3"
	done < <(cat "$scratch/ways" "$scratch/open")
	[ "$1" = none ] || expect_others "$1"
	[ "$pam_wrong" -eq 0 ] || fail "$pam_wrong cells by $1 are not what they were"
}

# Who, by which service, why: once for each session that was refused.
expect_lines() {
	local row user lines
	while read -r _ row user _; do
		lines=$debian/run/probe/$row.$user.log
		[ "$(grep -c 'denied: ' "$lines")" -eq 1 ] ||
			fail "$row, $user: one line was expected: $(cat "$lines")"
		grep -qE "denied: user=$user uid=[0-9]+ service=[a-z-]+ group=docker gid=600 .*policy=/etc/dockwarden/policy.json" "$lines" ||
			fail "$row, $user: $(cat "$lines")"
	done < <(grep '^deny .* refused$' "$scratch/results")
	for row in su su_login su_password login ssh_key ssh_password \
		ssh_interactive; do
		grep -qF "$pam_message" "$debian/run/probe/$row.mallory.out" ||
			fail "$row: mallory is not told: $(cat \
				"$debian/run/probe/$row.mallory.out")"
	done
}

words() { # RESULT…: as the table says them
	printf ' %s |' "${@//no-group/no group}"
}

write_matrix() {
	local row title deny strip primary_deny primary_strip closes
	cat <<-'TEXT'
		# What the PAM module closes

		Measured by `tests/live/test_pam.sh` on Debian 12 with the profile of
		`packaging/pam-configs`; `make pam-matrix` measures it again. The user is an
		untrusted member of the docker group, or has it as the primary group. Each way
		in *connects* to /run/docker.sock without the module. With it, by the policy's
		`login.action`, the session is *refused*, or has *no group*: it runs, and the
		socket refuses it.

		| way in | deny | strip | deny, primary group | strip, primary group |
		|---|---|---|---|---|
	TEXT
	while IFS='|' read -r row title _; do
		echo "| $title |$(cells "$row")"
	done <"$scratch/ways"
	cat <<-'TEXT'

		By each of them a trusted member connects, root is let in, and so is a user
		outside the group, unless by `sudo -g docker` he asks for the group.

		## What it does not

		| way in | deny | strip | deny, primary group | strip, primary group | what closes it |
		|---|---|---|---|---|---|
	TEXT
	while IFS='|' read -r row title deny strip primary_deny primary_strip \
		closes; do
		echo "| $title |$(cells "$row") $closes |"
	done <"$scratch/open"
	cat <<-'TEXT'

		Nor does it take the group from sessions, user managers and processes that
		began before: end them with `loginctl terminate-user`.
	TEXT
}

cells() { # ROW: as measured
	words "$(pam_result deny "$1" mallory)" "$(pam_result strip "$1" mallory)" \
		"$(pam_result deny "$1" pguser)" "$(pam_result strip "$1" pguser)"
}

measure none
expect_table none

pam_install "$build/pam_dockwarden.so"
pam_write_policy deny
pam_enable
stack=$(grep -oE 'pam_(dockwarden|systemd)\.so' "$debian/etc/pam.d/common-session")
[ "$stack" = "$(printf 'pam_dockwarden.so\npam_systemd.so')" ] ||
	fail 'pam_systemd starts a manager before the module is asked'
measure deny
expect_table deny
expect_lines

pam_write_policy strip
measure strip
expect_table strip

# What is said to close the rest of it does.
debian_run gpasswd -d mallory docker >/dev/null
pam_measure closed mallory 'runuser unit_user sg sudo_no_setcred'
for row in runuser unit_user sg sudo_no_setcred; do
	pam_expect closed "$row" mallory no-group
done
[ "$pam_wrong" -eq 0 ] || fail 'a user who is no member any more has the group'

debian_left_auditing
write_matrix >"$scratch/matrix.md"
if [ -n "${PAM_MATRIX:-}" ]; then
	cp "$scratch/matrix.md" "$PAM_MATRIX"
else
	diff -u "$(dirname "$0")/../../doc/pam_matrix.md" "$scratch/matrix.md" ||
		fail 'doc/pam_matrix.md says otherwise; make pam-matrix'
fi
echo "$(wc -l <"$scratch/results") logins went as the table says"

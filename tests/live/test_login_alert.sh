#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_login_alert.sh BUILD: what the PAM module does to a login on this
# machine is a login alert of the plugin, under a real auditd, and of a replay
# of its log: refused, stripped, warned, excused; and nothing of those whom it
# lets pass.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"

live_begin
need pamtester
module=$build/pam_dockwarden.so
service=/etc/pam.d/dockwarden-live
group=dwlive
member=dwmember
outsider=dwoutsider
[ ! -e "$service" ] || skip "$service is there already"
finish() {
	rm -f "$service"
	userdel "$member" >/dev/null 2>&1 || :
	userdel "$outsider" >/dev/null 2>&1 || :
	groupdel "$group" >/dev/null 2>&1 || :
	live_restore
}
trap finish EXIT
groupadd "$group"
useradd -M -G "$group" "$member"
useradd -M "$outsider"
live_wrap --merge=0
live_auditd

cat >"$scratch/login.json" <<JSON
	{ "version": 1, "docker_groups": ["$group"] }
JSON
chmod 600 "$scratch/login.json"

try() { # USER ARGUMENT…: account, credentials, session
	local user=$1
	shift
	cat >"$service" <<-PAM
		auth optional $module policy=$scratch/login.json $*
		auth required pam_permit.so
		account required $module policy=$scratch/login.json $*
		session required $module policy=$scratch/login.json $*
	PAM
	pamtester "${service##*/}" "$user" acct_mgmt \
		'setcred(PAM_ESTABLISH_CRED)' open_session close_session \
		>"$scratch/answer" 2>&1
}

told() { # OUTCOME WORDS
	live_is_told "\"target\":{\"name\":\"$member\"}.*\"outcome\":\"$1\".*$2"
}

try root || fail 'root was refused'
try "$outsider" || fail "$outsider was refused: $(cat "$scratch/answer")"
! try "$member" || fail "$member was let in"
wait_for told failure 'was refused a session' || fail 'no alert: refused'
try "$member" action=strip || fail "strip: $(cat "$scratch/answer")"
wait_for told success 'without that group' || fail 'no alert: stripped'
try "$member" action=warn || fail "warn: $(cat "$scratch/answer")"
wait_for told success 'as the policy has it' || fail 'no alert: warned'
try "$member" colour=blue onerr=allow || fail "$(cat "$scratch/answer")"
wait_for told success 'could not be relied on' || fail 'no alert: excused'
! try "$member" noaudit || fail "$member was let in"
sleep 0.3

# useradd has its alerts as well: these are the logins'.
logins=$(grep -ac '"action":"login"' "$alerts")
[ "$logins" -eq 4 ] || fail "$logins login alerts, not 4"
! grep -a '"action":"login"' "$alerts" | grep -q "$outsider" ||
	fail "an alert about $outsider"
live_ids >"$scratch/live.ids"
replay_ids "$log" >"$scratch/replay.ids"
cmp -s "$scratch/live.ids" "$scratch/replay.ids" ||
	fail 'live and replayed alerts differ'
live_still_audited
echo '4 decisions of the module, each told live and replayed'

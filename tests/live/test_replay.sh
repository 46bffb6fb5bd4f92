#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_replay.sh BUILD: changes made now below /etc/docker, recorded by this
# machine's kernel and an auditd of the test's own, are flagged by replay with
# the right object, action and actor; reading is not; and the rotated and
# packed log gives the same ids.  Puts back what it changed.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"
: "${program:?}"

live_begin
file=/etc/docker/dockwarden-live.json
trap 'rm -f "$file" "$file.new"; live_restore' EXIT
rm "$scratch/etc/plugins.d/dockwarden.conf"
live_auditd_alone
live_rule -w /etc/docker -p wa -k docker

echo '{}' >"$file"
echo '{ "debug": true }' >"$file.new"
mv "$file.new" "$file"
chmod 600 "$file"
cat "$file" >/dev/null
rm "$file"
wait_for grep -a 'nametype=DELETE' "$log"
wait_for grep -aE 'comm="rm"' "$log"
live_still_audited
live_stop

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
		grep -F '"id":"SSE_SEC_APP_DOCKER_06"' | grep -F '"pid":' >/dev/null
}
for action in create rename attribute delete; do
	seen "$action" || {
		cat "$scratch/alerts"
		fail "no alert of $action on $file"
	}
done
! grep -q '"action":"read"' "$scratch/alerts" || fail 'reading is no alert'

lines=$(wc -l <"$log")
mkdir "$scratch/set"
head -n "$((lines / 2))" "$log" | gzip >"$scratch/set/audit.log.1.gz"
tail -n "+$((lines / 2 + 1))" "$log" >"$scratch/set/audit.log"
replay "$scratch/set" >"$scratch/again"
alert_ids <"$scratch/alerts" >"$scratch/alerts.ids"
alert_ids <"$scratch/again" | diff "$scratch/alerts.ids" - ||
	fail 'the rotated and packed log gives other ids'
echo "$(wc -l <"$scratch/alerts") alerts"

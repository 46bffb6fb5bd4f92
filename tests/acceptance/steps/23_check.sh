# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# All twenty items are judged, and the one that is about mallory names her.
status=0
guest_run 'time -p dockwarden check --format json' >"$guest/state/check.json" \
	2>"$guest/state/check.err" || status=$?
[ "$status" -le 1 ] || fail "dockwarden check: $(cat "$guest/state/check.err")"
guest_run 'dockwarden check' >"$guest/state/check" || :
for item in $(seq -w 20); do
	grep -q "SSE_SEC_APP_DOCKER_$item" "$guest/state/check.json" ||
		fail "item $item is not judged"
done
grep -A 3 '^FAIL *03 ' "$guest/state/check" | grep -q mallory ||
	fail 'item 03 does not name mallory, a member of docker'
for item in $(seq -w 4 12); do
	grep -q "^PASS *$(printf %02d "$((10#$item))") " "$guest/state/check" ||
		fail "item $item is not PASS, though its rules are loaded:" \
			"$(grep -A3 "^[A-Z]* *$(printf %02d "$((10#$item))") " \
				"$guest/state/check")"
done
! grep -qw UNKNOWN "$guest/state/check" ||
	fail "root is not told: $(grep -w UNKNOWN "$guest/state/check" | head -n 3)"
say "$(grep -oE '\b(PASS|FAIL|WARN|N/A|UNKNOWN)\b' "$guest/state/check" |
	sort | uniq -c | tr -s ' \n' ' ')$(sed -n 's/^real //p' \
	"$guest/state/check.err") s"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# After all that: what the kernel counted and auditd never wrote has been told
# as lost, and what has been told as lost is not in the log.
serials() { # [FIRST LAST]: of the log, sorted as text
	awk -v first="${1:-0}" -v last="${2:-4294967295}" \
		'$1 >= first && $1 <= last' "$guest/state/serials" | sort
}
told_lost() { # "COUNT FIRST LAST"
	sed -nE 's/.*[" ]([0-9]+) audit events between serial ([0-9]+) and ([0-9]+) never came.*/\1 \2 \3/p' \
		"$guest/state/alerts.json"
}

sleep 45 # the plugin gives what is missing half a minute to come
guest_run 'cd /var/log/audit && cat $(ls -rv audit.log*)' \
	>"$guest/state/audit.log"
guest_run "cat $attack_alerts.1 $attack_alerts 2>/dev/null || :" \
	>"$guest/state/alerts.json"
sed -nE '/^type=DAEMON_/!s/^type=[^ ]+ msg=audit\([0-9.]+:([0-9]+)\).*/\1/p' \
	"$guest/state/audit.log" | sort -nu >"$guest/state/serials"
begin=$(head -n 1 "$guest/state/serials")
end=$(tail -n 1 "$guest/state/serials")
comm -23 <(seq "$begin" "$end" | sort) <(serials) >"$guest/state/missing"
told_lost | while read -r _ first last; do
	seq "$first" "$last"
done | sort -u >"$guest/state/told"
untold=$(comm -23 "$guest/state/missing" "$guest/state/told" | sort -n)
[ -z "$untold" ] || fail "missing in the log and not told as lost: $untold"
told_lost | while read -r count first last; do
	[ "$(serials "$first" "$last" | wc -l)" -eq \
		$((last - first + 1 - count)) ] ||
		fail "$count of $first to $last are told as lost, in the log are:" \
			"$(serials "$first" "$last" | sort -n)"
done
say "serials $begin to $end, missing in the log and told:" \
	"$(wc -l <"$guest/state/missing")"

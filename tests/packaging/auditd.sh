#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# auditd.sh: stands in for auditd, as audispd.c and audispd-pconfig.c of 3.0.9
# have it: plugins of plugins.d are started, at SIGHUP those whose file has gone
# are ended, and those whose program is another one are started again.  A scene
# runs it under the name of auditd, since that is looked for.
echo $$ >/run/auditd.pid
declare -A running program

start() { # NAME PATH
	tail -f /dev/null --pid=$$ | "$2" \
		>/dev/null 2>&1 &
	running[$1]=$!
	program[$1]=$(stat -c %i "$2")
}

reload() {
	local conf path name
	local -A wanted=()
	for conf in /etc/audit/plugins.d/*; do
		name=${conf##*/}
		[[ $name != *.*.* ]] || continue
		grep -qx 'active = yes' "$conf" || continue
		path=$(sed -n 's/^path = //p' "$conf")
		# As auditd, which says so and goes on.
		[ -x "$path" ] || {
			echo "$path" >>/run/missing
			continue
		}
		wanted[$name]=$path
	done
	for name in "${!running[@]}"; do
		[ "${wanted[$name]:-}" ] &&
			[ "$(stat -c %i "${wanted[$name]}")" = \
				"${program[$name]}" ] && continue
		kill -TERM "${running[$name]}" 2>/dev/null
		unset "running[$name]"
	done
	for name in "${!wanted[@]}"; do
		[ "${running[$name]:-}" ] || start "$name" "${wanted[$name]}"
	done
}

trap 'echo >>/run/reloads; reload' HUP
trap 'exit 0' TERM
reload
while :; do
	sleep 0.1 &
	wait $!
done

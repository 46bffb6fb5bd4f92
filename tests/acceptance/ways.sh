#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2016,SC2174
# ways.sh USER…: inside the machine: logs each of them in by su, by su with the
# password, by sudo to them and from them, and by cron.  Prints "WAY USER in
# GROUPS…" or "WAY USER refused WORDS…".  Two more ways, ssh and the console,
# come from outside: see logins.sh.
set -u

dir=/run/ways
password=Invented.Secret.1 # as image.sh made it
mkdir -p -m 1777 "$dir"
cd /

# Who calls su has no group of ours: none but the target's counts.
outsider=(setpriv --reuid=nobody --regid=nogroup --clear-groups)

as() { # USER COMMAND…
	local user=$1
	shift
	setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups \
		env HOME=/ USER="$user" LOGNAME="$user" "$@"
}

way_su() { timeout 30 su "$1" -c 'echo in $(id -Gn)'; }
way_su_password() {
	timeout 30 terminal 'assword: ' "$password" -- "${outsider[@]}" \
		su "$1" -c 'echo in $(id -Gn)'
}
way_sudo() { timeout 30 sudo -n -u "$1" sh -c 'echo in $(id -Gn)'; }
way_sudo_from() {
	as "$1" timeout 30 sudo -n sh -c 'echo in $(id -Gn)'
}

# At cron's start, which cron takes for the machine's where this file is not.
cron_begin() { # USER…
	local user
	for user; do
		rm -f "$dir/cron.$user"
		echo "@reboot echo in \$(id -Gn) >$dir/cron.$user" |
			crontab -u "$user" -
	done
	rm -f /run/crond.reboot
	systemctl restart cron.service
}
way_cron() {
	local _
	for _ in {1..60}; do
		[ ! -s "$dir/cron.$1" ] || break
		sleep 0.25
	done
	cat "$dir/cron.$1"
}
cron_end() {
	local user
	for user; do
		crontab -u "$user" -r
	done
}

cron_begin "$@"
for way in su su_password sudo sudo_from cron; do
	for user; do
		out=$("way_$way" "$user" 2>&1 </dev/null | tr -d '\r')
		case $(tail -n 1 <<<"$out") in
		'in '*) echo "$way $user $(tail -n 1 <<<"$out")" ;;
		*) echo "$way $user refused $(tr '\n' ' ' <<<"$out")" ;;
		esac
	done
done
cron_end "$@"

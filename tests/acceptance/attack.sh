# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# attack.sh: sourced by the steps: numbered attacks, each of which has to be told
# once.  A container that has the host's /etc makes /etc/docker/attack.NAME.1,
# .2 and so on, as one that escapes would.
attack_alerts=/var/log/dockwarden/alerts.json
attack_pause=0.2

attack_image() {
	guest_run 'docker image inspect box:1 >/dev/null 2>&1 ||
		tar -C /opt/container -c . | docker import - box:1 >/dev/null'
}

attack_begin() { # NAME COUNT: goes on without us
	attack_image
	guest_run "docker run -d --rm --name $1 --network none -v /etc:/host \
		box:1 /bin/sh -c 'i=0; while [ \$i -lt $2 ]; do
		i=\$((i + 1)); echo \$i >/host/docker/attack.$1.\$i
		/bin/busybox sleep $attack_pause; done' >/dev/null"
	echo "$2" >"$guest/state/attack.$1"
}

attack_has_ended() {
	[ -z "$(guest_run "docker ps -q -f name=^$1\$")" ]
}

# One line an alert: the number of the attack.
attack_told() { # NAME
	guest_run "cat $attack_alerts.1 $attack_alerts 2>/dev/null |
		grep -ao '\"file\":{\"path\":\"/etc/docker/attack\.$1\.[0-9]*\"' ||
		:" | tr -d '"' | sed 's/.*\.//'
}

attack_is_told() { # NAME
	[ "$(attack_told "$1" | sort -u | wc -l)" -ge \
		"$(cat "$guest/state/attack.$1")" ]
}

# Sets attack_found; fails if one is missing, or was told twice.
attack_expect() { # NAME
	local count told
	count=$(cat "$guest/state/attack.$1")
	guest_wait 40 attack_is_told "$1" || :
	told=$(attack_told "$1" | sort -n)
	[ "$(sort -nu <<<"$told")" = "$(seq "$count")" ] ||
		fail "of $count attacks, these were not told:" \
			"$(comm -23 <(seq "$count" | sort) <(sort -u <<<"$told"))"
	[ "$(wc -l <<<"$told")" -eq "$count" ] ||
		fail "told more than once: $(uniq -d <<<"$told")"
	attack_found="$count attacks, $(wc -l <<<"$told") alerts"
	export attack_found
}

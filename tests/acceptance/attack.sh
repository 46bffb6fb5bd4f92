# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
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
	attack_losses >"$guest/state/losses.$1"
	attack_image
	guest_run "docker run -d --rm --name $1 --network none -v /etc:/host \
		box:1 /bin/sh -c 'i=0; while [ \$i -lt $2 ]; do
		i=\$((i + 1)); echo \$i >/host/docker/attack.$1.\$i
		/bin/busybox sleep $attack_pause; done' >/dev/null"
	echo "$2" >"$guest/state/attack.$1"
}

attack_losses() { guest_run "grep -ac '\"action\":\"lost\"' $attack_alerts || :"; }

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

# Sets attack_found; fails if one is missing, or was told twice.  With "lost",
# some may be in no log: a record that auditd had been sent when it was told to
# end (auditd 3.0.9), which has to be told as a loss, see 54_serials; or what is
# done while its start loads the rules, which begins with removing them.
attack_expect() { # NAME [lost]
	local count told missing
	count=$(cat "$guest/state/attack.$1")
	guest_wait 40 attack_is_told "$1" >/dev/null || :
	told=$(attack_told "$1" | sort -n)
	missing=$(comm -23 <(seq "$count" | sort) <(sort -u <<<"$told"))
	[ "$(sort -u <<<"$told" | grep -c .)" -eq "$(grep -c . <<<"$told")" ] ||
		fail "told more than once: $(uniq -d <<<"$told")"
	attack_found="$count attacks, $(grep -c . <<<"$told") told once each"
	[ -z "$missing" ] || attack_excuse "$1" "${2:-}" "$missing"
	export attack_found
}

attack_excuse() { # NAME lost MISSING
	local n
	for n in $3; do
		! guest_run "grep -qa 'attack\.$1\.$n\"' /var/log/audit/audit.log*" ||
			fail "in the log and not told: $n, of $3"
	done
	[ "$2" = lost ] || fail "neither in the log nor told: $3"
	[ "$(attack_losses)" -gt "$(cat "$guest/state/losses.$1")" ] ||
		fail "lost by auditd, and that is not told: $3"
	attack_found+=", in no log, since auditd was restarted, which is told:"
	attack_found+=" $(tr '\n' ' ' <<<"$3")"
}

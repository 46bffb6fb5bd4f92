# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# Nothing is left of them but what others wrote down about them.
guest_limit=300 guest_run 'DEBIAN_FRONTEND=noninteractive apt-get purge -y -q \
	dockwarden libpam-dockwarden' >"$guest/state/purge.log" 2>&1 ||
	fail "apt-get purge: $(tail -n 3 "$guest/state/purge.log")"
guest_run 'rm -rf /etc/dockwarden/policy.json /root/policy.json /root/packages \
	/root/upgrade /root/upgrade.log /etc/docker/attack.*
	rmdir /etc/dockwarden 2>/dev/null; rm -f /etc/systemd/system/early.service \
	/etc/systemd/system/multi-user.target.wants/early.service'
list_files >"$guest/state/files.after"
left=$(comm -13 "$guest/state/files.before" "$guest/state/files.after")
! grep -i dockwarden <<<"$left" || fail "left: $(grep -i dockwarden <<<"$left")"
! guest_run 'grep -rl dockwarden /etc' | grep -vE '^/etc/(passwd|group|g?shadow|sub[ug]id)-?$' ||
	fail 'a file of /etc names it'
say "nothing named dockwarden; new since the install: $(tr '\n' ' ' <<<"$left" | cut -c 1-600)"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# dpkg replaces the program while a container attacks: each attack is told once.
guest_copy "$packages"/2/*.deb /root/upgrade
before=$(guest_run 'pgrep -o -x audisp-dockward')
attack_begin upgrade "${attack_count:-40}"
guest_limit=300 guest_run 'DEBIAN_FRONTEND=noninteractive \
	dpkg -i /root/upgrade/*.deb' >"$guest/state/upgrade.log" 2>&1 ||
	fail "dpkg -i: $(tail -n 3 "$guest/state/upgrade.log")"
guest_wait 120 attack_has_ended upgrade || fail 'the attacks do not end'
attack_expect upgrade
guest_wait 30 plugin_runs || fail 'auditd has no plugin'
after=$(guest_run 'pgrep -o -x audisp-dockward')
[ "$before" != "$after" ] || fail 'the old program still runs'
! guest_login mallory true || fail 'mallory is let in'
say "$(guest_run 'dpkg-query -W -f "\${Version}" dockwarden'): $attack_found"

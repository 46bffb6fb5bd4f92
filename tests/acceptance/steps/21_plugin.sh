# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# auditd has started the plugin, as its own user, confined, and it is healthy.
guest_wait 30 plugin_runs || fail 'auditd has no plugin'
guest_wait 90 guest_run 'dockwarden status' ||
	fail "dockwarden status: $(guest_run 'dockwarden status' 2>&1 | tail -n 3)"
user=$(guest_run 'ps -o user= -p "$(pgrep -o -x audisp-dockward)"')
[ "$user" = _dockwarden ] || fail "the plugin runs as $user"
say "$(guest_run 'dockwarden status | head -n 3 | tr "\n" " ";
	cat /proc/$(pgrep -o -x audisp-dockward)/attr/current')"

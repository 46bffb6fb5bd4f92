# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# A fresh boot: the kernel audits from its first line on, auditd listens, Docker
# runs, and dockwarden was never here.
guest_wait 480 guest_is_up || fail 'the machine is not up after eight minutes'
guest_run 'systemctl is-active auditd docker ssh cron' >/dev/null ||
	fail 'a service of the machine is not active'
guest_run 'auditctl -s' >"$guest/state/audit"
grep -qx 'enabled 1' "$guest/state/audit" || fail 'the kernel does not audit'
guest_copy "$build/live/terminal" "$acceptance/ways.sh" /usr/local/bin
attack_image
list_files >"$guest/state/files.before"
say "$(guest_run 'echo "$(uname -r), auditd $(dpkg-query -W -f \
	"\${Version}" auditd), $(systemd-analyze | head -n 1)"')"

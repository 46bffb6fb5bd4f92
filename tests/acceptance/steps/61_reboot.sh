# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# The machine boots again: what the kernel forgot is there, and what is done as
# soon as auditd runs is told.
guest_run 'cat >/etc/systemd/system/early.service <<UNIT
[Unit]
DefaultDependencies=no
After=auditd.service
Before=ssh.service docker.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c "echo 1 >/etc/docker/attack.boot.1; echo 2 >/etc/docker/attack.boot.2"
[Install]
WantedBy=multi-user.target
UNIT
	systemctl enable -q early.service'
echo 2 >"$guest/state/attack.boot"
before=$(guest_run 'cat /proc/sys/kernel/random/boot_id')
guest_run 'systemctl reboot' >/dev/null 2>&1 || :
guest_leave
sleep 5
guest_wait 480 guest_is_up || fail 'the machine is not up after eight minutes'
[ "$before" != "$(guest_run 'cat /proc/sys/kernel/random/boot_id')" ] ||
	fail 'that was no boot'
guest_run 'auditctl -s' | grep -qx 'enabled 1' || fail 'auditing is not enabled'
guest_run 'auditctl -l' >"$guest/state/rules.booted"
cmp -s "$guest/state/rules" "$guest/state/rules.booted" ||
	fail 'the rules are not those of before'
guest_wait 30 plugin_runs || fail 'auditd has no plugin'
attack_expect boot
guest_wait 90 guest_run 'dockwarden status' || fail 'dockwarden status'
! guest_login mallory true || fail 'mallory is let in'
logins_let_in
say "rules, plugin and PAM are as before; $attack_found"

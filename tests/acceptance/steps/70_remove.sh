# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# PAM is enabled when the packages are removed: before, during and after, root
# and bob log in.  auditd goes on without the plugin.
guest_run 'cd /root; (while [ ! -e /run/removed ]; do
		su bob -c true && su root -c true || echo refused >>/run/refused
		date +%s >>/run/tries; done) >/dev/null 2>&1 </dev/null &'
guest_limit=300 guest_run 'DEBIAN_FRONTEND=noninteractive apt-get remove -y -q \
	dockwarden libpam-dockwarden; status=$?; : >/run/removed; exit $status' \
	>"$guest/state/remove.log" 2>&1 ||
	fail "apt-get remove: $(tail -n 3 "$guest/state/remove.log")"
! guest_run 'cat /run/refused' 2>/dev/null | grep -q . ||
	fail 'su failed while the packages were removed'
! guest_run 'grep -l "^[^#]*pam_dockwarden" /etc/pam.d/common-account \
	/etc/pam.d/common-auth /etc/pam.d/common-session \
	/etc/pam.d/common-session-noninteractive' | grep . ||
	fail 'PAM still names the module'
guest_run 'systemctl is-active auditd' >/dev/null || fail 'auditd is not active'
! guest_run 'pgrep -x audisp-dockward' | grep . || fail 'the plugin still runs'
! guest_run 'auditctl -l' | grep docker || fail 'its rules are still loaded'
guest_run 'auditctl -m still-here'
guest_wait 20 guest_run 'grep -qa still-here /var/log/audit/audit.log' ||
	fail 'auditd does not log'
logins_let_in mallory
logins_expect mallory in
say "$(guest_run 'wc -l </run/tries') times su before and after it, none refused"

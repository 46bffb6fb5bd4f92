# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# The policy is emptied, and is nothing, while dpkg upgrades: nobody is locked
# out but the members of docker, whom nobody knows to be trusted.
guest_run 'cp /etc/dockwarden/policy.json /root/policy.json
	: >/etc/dockwarden/policy.json
	cd /root; (dpkg -i /root/packages/*.deb; dpkg -i /root/upgrade/*.deb) \
		>/root/upgrade.log 2>&1 </dev/null & '
logins_let_in alice mallory
during=$(guest_run 'pgrep -x dpkg >/dev/null && echo yes || echo no')
logins_expect alice refused
logins_expect mallory refused
guest_wait 120 guest_run '! pgrep -x dpkg' || fail 'dpkg does not end'
guest_run 'cp /root/policy.json /etc/dockwarden/policy.json'
guest_run 'dpkg --audit' | grep . && fail "$(guest_run 'cat /root/upgrade.log')"
say "root and bob in by seven ways, members refused; dpkg at work after: $during"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# bob's sudo makes eve a member; root, by his own login, would be trusted to.
guest_login bob 'sudo usermod -aG docker eve' || fail 'usermod'
guest_run 'id -nG eve' | grep -qw docker || fail 'eve is no member'
guest_wait 20 alerted '"action":"membership"' '"name":"bob"' ||
	guest_wait 1 alerted eve '"path":"/etc/group"' ||
	fail 'no alert of the new member'
say "$(last_alert '"action":"membership"')"

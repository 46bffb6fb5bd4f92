# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# alice is trusted, mallory is not: before PAM is enabled, item 03 says whom that
# would refuse.
guest_run 'mkdir -p /etc/dockwarden && cat >/etc/dockwarden/policy.json <<JSON
{ "version": 1, "trusted": { "users": ["root", "alice"] },
  "login": { "action": "deny",
             "message": "Docker access for this account needs approval." } }
JSON
	chmod 644 /etc/dockwarden/policy.json'
guest_run 'dockwarden policy check' || fail 'dockwarden policy check'
guest_run 'service auditd reload' || fail 'service auditd reload'
guest_wait 30 plugin_runs || fail 'auditd has no plugin'
guest_run 'dockwarden check --item 03' >"$guest/state/check.03" || :
grep -A 9 '^FAIL *03 ' "$guest/state/check.03" | grep -q mallory ||
	fail "item 03 does not name mallory: $(cat "$guest/state/check.03")"
! grep -q alice "$guest/state/check.03" ||
	fail "item 03 names alice: $(cat "$guest/state/check.03")"
say "trusted: root, alice; $(grep -m 1 mallory "$guest/state/check.03")"

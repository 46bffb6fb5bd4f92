# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# alice is trusted, mallory is not.
guest_run 'mkdir -p /etc/dockwarden && cat >/etc/dockwarden/policy.json <<JSON
{ "version": 1, "trusted": { "users": ["root", "alice"] },
  "login": { "action": "deny",
             "message": "Docker access for this account needs approval." } }
JSON
	chmod 644 /etc/dockwarden/policy.json'
guest_run 'dockwarden policy check' || fail 'dockwarden policy check'
guest_run 'service auditd reload' || fail 'service auditd reload'
guest_wait 30 plugin_runs || fail 'auditd has no plugin'
say 'trusted: root, alice'

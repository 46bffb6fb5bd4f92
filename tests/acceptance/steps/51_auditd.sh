# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# auditd is restarted twice while a container attacks: nothing is lost but what
# auditd itself loses or nobody records, and that is told.
attack_begin restart "${attack_count:-40}"
sleep 2
guest_run 'service auditd restart' >/dev/null 2>&1 || fail 'auditd restart'
sleep 3
guest_run 'service auditd restart' >/dev/null 2>&1 || fail 'auditd restart'
guest_wait 120 attack_has_ended restart || fail 'the attacks do not end'
attack_expect restart lost
say "$attack_found; kernel: $(guest_run 'auditctl -s | grep "^lost"')"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# What cannot be tried elsewhere: the rules are locked until the next boot.
guest_run 'auditctl -e 2' >/dev/null
! guest_run 'auditctl -D' >/dev/null 2>&1 || fail 'locked rules were deleted'
guest_run 'auditctl -l' >"$guest/state/rules.locked"
cmp -s "$guest/state/rules" "$guest/state/rules.locked" ||
	fail 'the rules are not those of before'
out=$(guest_run 'dockwarden rules --check' 2>&1) || :
grep -qi lock <<<"$out" || fail "rules --check says nothing of it: $(tail -n 3 <<<"$out")"
attack_begin locked 5
guest_wait 60 attack_has_ended locked || fail 'the attacks do not end'
attack_expect locked
say "$(grep -i lock <<<"$out" | head -n 1); $attack_found"

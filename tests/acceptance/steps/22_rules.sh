# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# The rules for this host are in the kernel, as `dockwarden rules` says they are.
guest_run 'auditctl -l' >"$guest/state/rules"
grep -q 'docker' "$guest/state/rules" ||
	fail "no rule for Docker: $(tail -n 2 "$guest/state/install.log")"
out=$(guest_run 'dockwarden rules --check' 2>&1) ||
	fail "dockwarden rules --check: $(tail -n 5 <<<"$out")"
say "$(grep -c docker "$guest/state/rules") rules, rules --check:" \
	"$(grep "recorded, " <<<"$out")"

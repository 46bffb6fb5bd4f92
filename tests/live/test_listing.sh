#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_listing.sh: each audit rule of tests/hosts is loaded, and what the real
# `auditctl -l` prints of it is what tests/compare/listing.awk prints: by that
# docker-bench is shown the rules of a state.  Each is gone again at once.
set -euo pipefail
cd "$(dirname "$0")/../.."
LC_ALL=C
export LC_ALL
# shellcheck source=tests/machine.sh
. tests/machine.sh

need_root 'load audit rules'
need auditctl
case $(auditctl -s) in
*'enabled 2'*) skip 'the rules are locked until the next boot' ;;
*enabled*) ;;
*) skip 'the kernel does not list its rules here' ;;
esac

scratch=$(mktemp -d)
loaded=()
unload() {
	local words=("${loaded[@]}")
	[ "${#words[@]}" -gt 0 ] || return 0
	case ${words[0]} in
	-w) words[0]=-W ;;
	*) words[0]=-d ;;
	esac
	loaded=()
	auditctl "${words[@]}" >/dev/null 2>&1 || :
}
trap 'unload; rm -rf "$scratch"' EXIT

# auditctl cuts lines for nobody, but prints "No rules" for none.
listing() {
	auditctl -l | grep -v '^No rules$' | sort || :
}

cat tests/hosts/*.hosts tests/hosts/base.host | awk '
	/^(file|append): \/audit\/rules/ { inside = 1; next }
	/^\t-[waA]/ { if (inside) print substr($0, 2); next }
	/^\t/ { next }
	{ inside = 0 }' | sort -u >"$scratch/rules"

tested=0
absent=0
failed=0
listing >"$scratch/before"
while IFS= read -r rule; do
	read -ra loaded <<<"$rule"
	if ! auditctl "${loaded[@]}" >/dev/null 2>"$scratch/words"; then
		loaded=()
		# Where its directory is not on this machine, or it is loaded.
		absent=$((absent + 1))
		continue
	fi
	listing | comm -13 "$scratch/before" - >"$scratch/real"
	unload
	# One that was there, in another form.
	[ -s "$scratch/real" ] || continue
	echo "$rule" | awk -f tests/compare/listing.awk >"$scratch/ours"
	tested=$((tested + 1))
	diff "$scratch/ours" "$scratch/real" || {
		echo "not as auditctl -l prints it: $rule"
		failed=$((failed + 1))
	}
done <"$scratch/rules"
listing | diff "$scratch/before" - || {
	echo 'the rules are not as they were'
	failed=$((failed + 1))
}
echo "$tested rules listed, $absent that this machine does not take, $failed differ"
[ "$tested" -ge 30 ] || failed=1
[ "$failed" -eq 0 ]

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check.sh BUILD [unit]: runs the unit tests and the checks beside them, or with
# "unit" the former alone, one line each, and ends with the sum of all: "N passed,
# N failed, N skipped".
# A check exits 0 (passed), 77 (skipped, its last line says why) or otherwise
# (failed); of parts that it could not run it says so on lines "skipped: why".
# With LIVE=required a skip is a failure.
set -eu
cd "$(dirname "$0")/.."

build=$1
only=${2:-}
passed=0
failed=0
skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

add() { # PASSED FAILED SKIPPED
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
}

show_log() {
	sed 's/^/    /' "$log"
}

skips_of_log() {
	grep -c '^skipped: ' "$log" || :
}

show_skips() {
	sed -n "s,^skipped: ,$name: skipped: ,p" "$log"
}

# libcheck's "100%: Checks: 12, Failures: 0, Errors: 0".
unit() {
	name=${1##*/}
	status=0
	CK_VERBOSITY=normal timeout 600 "$1" >"$log" 2>&1 </dev/null ||
		status=$?
	# shellcheck disable=SC2046 # three numbers
	set -- $(sed -n 's/^[0-9]*%: Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\)$/\1 \2 \3/p' "$log" | tail -n 1)
	skips=$(skips_of_log)
	if [ $# -ne 3 ]; then
		echo "$name: no result, exit status $status"
		show_log
		add 0 1 0
		return
	fi
	bad=$(($2 + $3))
	[ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	good=$(($1 - bad - skips))
	[ "$good" -ge 0 ] || good=0
	add "$good" "$bad" "$skips"
	if [ "$bad" -gt 0 ]; then
		echo "$name: $good passed, $bad failed"
		show_log
	else
		echo "$name: $good passed"
		show_skips
	fi
}

piece() { # NAME COMMAND…
	name=$1
	shift
	status=0
	timeout 900 "$@" >"$log" 2>&1 </dev/null || status=$?
	case $status in
	0)
		echo "$name: passed"
		show_skips
		add 1 0 "$(skips_of_log)"
		;;
	77)
		echo "$name: skipped: $(tail -n 1 "$log")"
		add 0 0 1
		;;
	*)
		echo "$name: failed"
		show_log
		add 0 1 0
		;;
	esac
}

for program in tests/unit/test_*.c; do
	[ -e "$program" ] || continue
	program=${program##*/}
	unit "$build/tests/${program%.c}"
done
beside() {
	piece fuzz-regress tests/fuzz/regress.sh "$build"
	piece check-symbols tests/check_symbols.sh "$build"
	piece check-docs tests/check_docs.sh "$build/dockwarden"
	piece check-pages tests/check_pages.sh "$build/dockwarden"
	piece check-completions tests/check_completions.sh "$build/dockwarden"
	piece check-compared tests/check_compared.sh
	piece check-samples tests/check_samples.sh "$build"
	piece golden tests/golden.sh "$build/dockwarden"
	for script in tests/cli/test_*.sh; do
		[ ! -e "$script" ] ||
			piece "${script#tests/}" "$script" "$build/dockwarden"
	done
}
[ "$only" = unit ] || beside

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] || exit 1
[ "${LIVE:-}" != required ] || [ "$skipped" -eq 0 ]

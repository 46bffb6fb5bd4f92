#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh BUILD: each tests/live/test_*.sh on this machine's own kernel, one
# after the other.  A test exits 0 (passed), 77 (skipped, its last line says
# why) or otherwise (failed), and puts back what it changed.  With LIVE=required
# a skip is a failure.
set -eu
cd "$(dirname "$0")/../.."

build=$1
passed=0
failed=0
skipped=0
log=$(mktemp)
failures=$(mktemp)
trap 'rm -f "$log" "$failures"' EXIT

for script in tests/live/test_*.sh; do
	[ -e "$script" ] || continue
	status=0
	# A test that hangs gets a chance to clean up before it is killed.
	timeout --kill-after=60 900 "$script" "$build" >"$log" 2>&1 \
		</dev/null || status=$?
	case $status in
	0)
		echo "$script: passed"
		passed=$((passed + 1))
		;;
	77)
		echo "$script: skipped: $(tail -n 1 "$log")"
		skipped=$((skipped + 1))
		;;
	*)
		echo "$script: failed, exit status $status"
		sed 's/^/    /' "$log"
		{
			echo "$script: exit status $status, its last lines:"
			tail -n 8 "$log" | cut -c 1-400 | sed 's/^/    /'
		} >>"$failures"
		failed=$((failed + 1))
		;;
	esac
done

if [ "$((passed + failed + skipped))" -eq 0 ]; then
	echo 'live: skipped: there is no tests/live/test_*.sh'
	skipped=1
fi
# Again at the end: whoever is shown only the last lines learns what failed.
cat "$failures"
echo "live: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] || exit 1
[ "${LIVE:-}" != required ] || [ "$skipped" -eq 0 ]

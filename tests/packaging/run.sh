#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh: the packages, built from this tree, and all that is held of them, one
# line each.  A test exits 0, 77 (skipped: its last line says why) or otherwise.
# With LIVE=required a skip is a failure.
set -eu
cd "$(dirname "$0")/../.."

status=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

run() { # TEST [ARGUMENT…]
	name=$1
	shift
	code=0
	begun=$(date +%s)
	timeout --kill-after=30 900 "tests/packaging/$name.sh" "$@" \
		>"$log" 2>&1 </dev/null || code=$?
	took=$(($(date +%s) - begun))
	case $code in
	0) echo "$name: passed, $took s" ;;
	77)
		echo "$name: skipped: $(tail -n 1 "$log")"
		[ "${LIVE:-}" != required ] || status=1
		;;
	*)
		echo "$name: failed, $took s"
		sed 's/^/    /' "$log"
		status=1
		;;
	esac
}

packaging/build-deb.sh build/deb
run test_hardening build/deb
run test_release build/deb
run test_rpm build/deb
run test_deb build/deb
run test_live build/deb
exit "$status"

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# ci.sh: all that has to hold, each step bounded in time.  A failed step does
# not hide the next; the summary and the exit status tell.
set -eu
cd "$(dirname "$0")/.."

make=${MAKE:-make}
jobs=-j$(nproc)
summary=$(mktemp)
output=$(mktemp)
trap 'rm -f "$summary" "$output" "$output.failed"' EXIT
status=0

step() { # MINUTES NAME COMMAND…
	minutes=$1
	name=$2
	shift 2
	echo "== $name"
	begun=$(date +%s)
	result=passed
	: >"$output"
	{ timeout --kill-after=60 "${minutes}m" "$@" </dev/null 2>&1 ||
		echo 1 >"$output.failed"; } | tee "$output"
	if [ -e "$output.failed" ]; then
		rm -f "$output.failed"
		result=FAILED
		status=1
	fi
	echo "$name: $result, $(($(date +%s) - begun)) s" | tee -a "$summary"
	[ "$result" = passed ] ||
		tail -n 15 "$output" | cut -c 1-400 | sed 's/^/    /' >>"$summary"
}

step 10 lint env LIVE=required "$make" --no-print-directory lint
step 15 'check, release' "$make" "$jobs" check WERROR=1
step 20 'check, asan, gcc' "$make" "$jobs" check PROFILE=asan CC=gcc \
	B=build/asan-gcc WERROR=1
# What the scripts beside the unit tests hold, gcc's build has shown.
step 10 'build, asan, clang' "$make" "$jobs" built PROFILE=asan CC=clang \
	B=build/asan-clang WERROR=1
step 20 'unit tests, asan, clang' tests/check.sh build/asan-clang unit
step 5 'user flags' "$make" "$jobs" built B=build/user-flags CFLAGS=-O0 WERROR=1
step 10 'without what is optional' tests/matrix.sh without
step 5 check-symbols "$make" check-symbols WERROR=1
step 5 check-docs "$make" check-docs WERROR=1
step 5 check-install "$make" check-install WERROR=1
step 5 demo "$make" demo WERROR=1
step 10 analyze "$make" analyze
step 10 'fuzz targets' "$make" fuzz FUZZ_TIME=10
step 20 packages env LIVE=required tests/packaging/run.sh
step 25 live "$make" live LIVE=required WERROR=1

echo '== summary'
cat "$summary"
exit "$status"

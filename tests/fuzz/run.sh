#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh BUILD SECONDS: each libFuzzer target for that long, on as many cores
# as there are targets and cores.  New inputs stay in BUILD/corpus, findings
# in BUILD/findings; the corpus in the tree is only read.
set -eu
cd "$(dirname "$0")/../.."

build=$1
seconds=$2

fuzz() { # NAME
	name=${1#fuzz_}
	seeds=tests/fuzz/corpus/$name
	dictionary=tests/fuzz/$name.dict
	mkdir -p "$build/corpus/$name" "$build/findings"
	set -- "$build/corpus/$name"
	[ ! -d "$seeds" ] || set -- "$@" "$seeds"
	[ ! -e "$dictionary" ] || set -- "$@" "-dict=$dictionary"
	if "$build/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 \
		-rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$build/findings/$name-" "$@" \
		>"$build/$name.log" 2>&1 </dev/null; then
		echo "fuzz_$name: clean, $(sed -n \
			's/^stat::number_of_executed_units: *//p' \
			"$build/$name.log") runs in $seconds s"
	else
		echo "fuzz_$name: FAILED, see $build/$name.log"
		tail -n 40 "$build/$name.log"
		return 1
	fi
}

if [ "${3:-}" ]; then
	fuzz "$3"
	exit
fi
for source in tests/fuzz/fuzz_*.c; do
	[ ! -e "$source" ] || basename "$source" .c
done | xargs -r -P "$(nproc)" -n 1 "$0" "$build" "$seconds"

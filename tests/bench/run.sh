#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh BUILD: how fast replay is, beside ausearch and grep on the same log,
# and what it needs.  Fails where replay takes more than 64 MiB, or memory
# for each event.
#
#   BENCH_MB    size of each generated log in MB (256)
#   BENCH_RUNS  how often each program runs, in turn with the others (5)
set -eu
cd "$(dirname "$0")/../.."
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/sbin:/sbin

build=$1
size=${BENCH_MB:-256}
runs=${BENCH_RUNS:-5}
max_kib=65536
# The table of open events has 4,096 places, each of three blocks of memory
# that grow a few times as longer events come by; nothing else may allocate.
max_allocations=$((4096 * 8))
min_events=$((4 * max_allocations)) # fewer would prove nothing

program=$build/dockwarden
generate=$build/bench/generate
measure=$build/bench/measure
captures=tests/data/captures
scratch=build/bench
status=0

for log in "$captures"/*.log.gz; do
	if [ ! -e "$log" ]; then
		echo "bench: there is no $captures/*.log.gz"
		exit 1
	fi
done
mkdir -p "$scratch"
trap 'rm -f "$scratch"/*.log' EXIT
policy=$scratch/policy.json
install -m 600 "$captures/policy.json" "$policy"

if command -v ausearch >/dev/null 2>&1; then
	tools='replay ausearch grep'
else
	tools='replay grep'
	echo 'no ausearch column: it is not installed (Debian: auditd, Fedora: audit)'
fi

fail() {
	echo "bench: failed: $1"
	status=1
}

# grep that sees /dev/null as its output stops at the first match.
one_run() { # TOOL LOG
	case $1 in
	replay)
		"$measure" "$program" replay --policy "$policy" --format ecs \
			"$2"
		;;
	ausearch)
		"$measure" ausearch -k docker --raw -if "$2"
		;;
	grep)
		# shellcheck disable=SC2016 # $1 is the inner shell's
		"$measure" sh -c 'grep -c -F "key=\"docker\"" "$1" | cat' \
			grep "$2"
		;;
	esac
}

# min, median and max of a column, each divided into a number if one is given.
spread() { # FILE COLUMN [NUMERATOR]
	awk -v column="$2" -v numerator="${3:-0}" '{
		value = $(column)
		if (numerator) value = numerator / value
		print value
	}' "$1" | sort -g | awk '{ v[NR] = $1 } END {
		low = int((NR + 1) / 2)
		high = int((NR + 2) / 2)
		middle = (v[low] + v[high]) / 2
		printf "%.10g %.10g %.10g\n", v[1], middle, v[NR]
	}'
}

figures() { # TOOL EVENTS BYTES RESULTS
	mb=$(spread "$4" 1 "$(awk "BEGIN { print $3 / 1e6 }")")
	events=$(spread "$4" 1 "$2")
	# shellcheck disable=SC2046,SC2086 # three numbers each
	set -- "$1" $mb $events $(spread "$4" 3)
	printf '  %-9s %6.0f %6.0f %6.0f   %8.0f %8.0f %8.0f   %7.1f\n' "$1" \
		"$2" "$3" "$4" "$5" "$6" "$7" \
		"$(awk "BEGIN { print ${10} / 1024 }")"
}

# Run by run, so that what else the machine does falls on both.
ratio() { # TOOL
	paste -d ' ' "$scratch/$1.runs" "$scratch/replay.runs" |
		awk '{ print $1 / $5 }' >"$scratch/ratios"
	spread "$scratch/ratios" 1 | awk -v tool="$1" '{
		printf "  replay is %.2f times as fast as %s (%.2f to %.2f)\n",
			$2, tool, $1, $3
	}'
}

check_replay() { # RESULTS
	awk '$4 != 0 && $4 != 1 { exit 1 }' "$1" ||
		fail 'replay exits neither 0 nor 1'
	peak=$(spread "$1" 3 | cut -d ' ' -f 3)
	[ "$peak" -le "$max_kib" ] || fail "$peak KiB resident"
}

# Every event is judged; none is written, since writing an alert may allocate.
check_allocations() { # LOG EVENTS
	[ "$counter" ] || return 0
	if [ "$2" -lt "$min_events" ]; then
		echo "  allocations: not counted, under $min_events events"
		return
	fi
	COUNT_ALLOC=$scratch/allocations LD_PRELOAD=$counter \
		"$program" replay --policy "$policy" --until 2000-01-01 "$1" \
		>/dev/null 2>&1 || fail "replay --until exits $?, not 0"
	count=$(cat "$scratch/allocations")
	echo "  allocations: $count for $2 events"
	[ "$count" -le "$max_allocations" ] ||
		fail "more than $max_allocations allocations"
}

measure_mix() { # MIX
	log=$scratch/$1.log
	# shellcheck disable=SC2046 # three numbers
	set -- "$1" $("$generate" "$1" "$size" "$captures"/*.log.gz \
		2>&1 >"$log")
	echo "$1: $2 events, $3 of them docker-keyed, $(($4 / 1000000)) MB"
	echo '               MB/s: min median max' \
		'     events/s: min median max   peak MiB'
	for tool in $tools; do
		: >"$scratch/$tool.runs"
	done
	cat "$log" >/dev/null # into the page cache
	run=0
	while [ "$run" -lt "$runs" ]; do
		for tool in $tools; do
			one_run "$tool" "$log" >>"$scratch/$tool.runs"
		done
		run=$((run + 1))
	done
	for tool in $tools; do
		figures "$tool" "$2" "$4" "$scratch/$tool.runs"
	done
	for tool in $tools; do
		[ "$tool" = replay ] || ratio "$tool"
	done
	check_replay "$scratch/replay.runs"
	check_allocations "$log" "$2"
	rm -f "$log"
}

counter=$PWD/$scratch/count_alloc.so
if grep -qa __asan_init "$program"; then
	echo 'allocations are not counted: a sanitizer has its own'
	counter=''
elif ! "${CC:-cc}" -O2 -std=c11 -shared -fPIC -o "$counter" \
	tests/bench/preload/count_alloc.c; then
	fail 'the counter of allocations does not compile'
	counter=''
fi
for mix in keyed sparse; do
	measure_mix "$mix"
done
exit "$status"

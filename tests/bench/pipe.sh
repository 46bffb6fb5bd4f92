#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# pipe.sh BUILD: how many events a second the plugin takes through a pipe on
# one processor, its helpers included.  Fails under BENCH_MIN_EVENTS a second
# (median, calm log).
#
#   calm    of those below all that replay does not flag
#   keyed   docker-keyed events as captured, one in twenty an attack
#   sparse  all events, docker's own in 3 of 100
#
#   BENCH_MB    size of each generated log in MB (256)
#   BENCH_RUNS  how often (5)
set -eu
cd "$(dirname "$0")/../.."
LC_ALL=C
export LC_ALL

build=$1
size=${BENCH_MB:-256}
runs=${BENCH_RUNS:-5}
least=${BENCH_MIN_EVENTS:-300000}
captures=tests/data/captures
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 750 "$scratch/state" "$scratch/out"
status=0
cat >"$scratch/policy.json" <<-JSON
	{ "version": 1, "trusted": { "users": ["root", 2001] },
	  "outputs": [ { "type": "file", "path": "$scratch/out/alerts.json",
	                 "format": "ecs" } ] }
JSON
chmod 600 "$scratch/policy.json"

# Processor time of the plugin and of its helpers, which it waits for, and the
# time on the clock: what takes longer counts.
one_run() { # LOG
	rm -rf "$scratch/state/"* "$scratch/out/"*
	# shellcheck disable=SC2016 # the inner shell's words
	"$build/bench/measure" sh -c 'cat "$1" | taskset -c 0 "$2" \
		--policy="$3" --state="$4" --log=none' pipe "$1" \
		"$build/audisp-dockwarden" "$scratch/policy.json" \
		"$scratch/state"
}

make_log() { # MIX
	case $1 in
	calm)
		"$build/dockwarden" replay --policy "$scratch/policy.json" \
			--format ecs "$scratch/keyed.log" 2>/dev/null |
			grep -o '"sequence":[0-9]*' | cut -d : -f 2 \
			>"$scratch/flagged" || :
		awk -F '[:)]' 'FNR == NR { flagged[$1]; next }
			!($2 in flagged)' "$scratch/flagged" \
			"$scratch/keyed.log" >"$scratch/calm.log"
		;;
	*)
		"$build/bench/generate" "$1" "$size" "$captures"/*.log.gz \
			2>/dev/null >"$scratch/$1.log"
		;;
	esac
}

for mix in keyed calm sparse; do
	make_log "$mix"
	log=$scratch/$mix.log
	events=$(awk -F '[:)]' '!seen[$2]++ { n++ } END { print n }' "$log")
	sync # its writing must not go on beside
	cat "$log" >/dev/null # into the page cache
	: >"$scratch/runs"
	run=0
	while [ "$run" -lt "$runs" ]; do
		one_run "$log" >>"$scratch/runs"
		run=$((run + 1))
	done
	# shellcheck disable=SC2046 # three numbers
	set -- $(awk -v events="$events" '{ print int(events / $1) }' \
		"$scratch/runs" | sort -n | awk '{ v[NR] = $1 } END {
		print v[1], v[int((NR + 1) / 2)], v[NR] }')
	alerts=$(wc -l <"$scratch/out/alerts.json" 2>/dev/null || echo 0)
	echo "$mix: $events events, $alerts alerts: $1 $2 $3 events/s" \
		'(min median max)'
	if [ "$mix" = calm ] && [ "$2" -lt "$least" ]; then
		echo "bench: failed: $2 events/s, not $least"
		status=1
	fi
	[ "$mix" = keyed ] || rm -f "$log"
done
exit "$status"

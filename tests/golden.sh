#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# golden.sh [--write] PROGRAM: replays each capture in both formats and
# compares with tests/data/golden; --write rewrites those files.
set -eu
program=$(realpath "$(eval "echo \"\${$#}\"")")
cd "$(dirname "$0")/.."

write=no
[ "$1" != --write ] || write=yes
captures=tests/data/captures
golden=tests/data/golden
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A policy must be closed to group and world, which a checkout need not be.
policy=$scratch/policy.json
if [ ! -e "$captures/policy.json" ]; then
	echo "there is no $captures/policy.json"
	exit 77
fi
install -m 600 "$captures/policy.json" "$policy"
[ "$write" = no ] || mkdir -p "$golden"

# The documents are large and long of line: they are kept packed.
keep() { # NAME
	case $1 in
	*.ecs) gzip -9 -n -c "$scratch/$1" >"$golden/$1.gz" ;;
	*) cp "$scratch/$1" "$golden/$1" ;;
	esac
}

kept() { # NAME
	case $1 in
	*.ecs) gzip -dc "$golden/$1.gz" ;;
	*) cat "$golden/$1" ;;
	esac
}

status=0
found=0
for log in "$captures"/*.log.gz; do
	[ -e "$log" ] || continue
	for format in text ecs; do
		name=$(basename "$log" .log.gz).$format
		found=1
		code=0
		TZ=UTC LC_ALL=C "$program" replay --policy "$policy" \
			--format "$format" "$log" >"$scratch/$name" \
			2>"$scratch/words" </dev/null || code=$?
		if [ "$code" -ne 1 ]; then
			echo "$name: replay of $log exits $code, not 1"
			cat "$scratch/words"
			status=1
		elif [ "$write" = yes ]; then
			keep "$name"
			echo "$golden/$name: $(wc -l <"$scratch/$name") lines"
		else
			kept "$name" >"$scratch/kept" || status=1
			diff -u "$scratch/kept" "$scratch/$name" \
				>"$scratch/diff" || {
				head -n 40 "$scratch/diff"
				echo "$name: differs from $golden/$name"
				status=1
			}
		fi
	done
done
if [ "$found" -eq 0 ]; then
	echo "there is no $captures/*.log.gz"
	exit 77
fi
exit "$status"

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# regress.sh BUILD: each fuzz target over its corpus in the tree, which is
# tests/fuzz/corpus/record for fuzz_record.
set -eu
cd "$(dirname "$0")/../.."

status=0
found=0
for source in tests/fuzz/fuzz_*.c; do
	[ -e "$source" ] || continue
	found=1
	name=$(basename "$source" .c)
	corpus=tests/fuzz/corpus/${name#fuzz_}
	if [ ! -d "$corpus" ]; then
		echo "$name: no corpus: $corpus is missing"
		status=1
		continue
	fi
	if output=$(timeout 300 "$1/fuzz/$name" "$corpus" 2>&1); then
		echo "$name: $(echo "$output" | tail -n 1)"
	else
		echo "$name: failed on the last file named here"
		echo "$output" | tail -n 60
		status=1
	fi
done
if [ "$found" -eq 0 ]; then
	echo "there is no tests/fuzz/fuzz_*.c"
	exit 77
fi
exit "$status"

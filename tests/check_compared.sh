#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# check_compared.sh: doc/check_compared.md has each state of tests/hosts with
# the answer that it has to get, no others, and dockwarden's column is that
# answer.  (test_hosts holds the program to the states; what the others answer
# is written by `make check-compared`.)
set -euo pipefail
cd "$(dirname "$0")/.."
table=doc/check_compared.md
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for file in tests/hosts/[0-2][0-9].hosts; do
	item=${file##*/}
	awk -v item="${item%.hosts}" '
		function put() {
			if (name != "")
				print item " | " name " | " want " | " want
		}
		/^host: / {
			put()
			name = substr($0, 7); sub(/^ +/, "", name)
			gsub(/\|/, "\\|", name)
			want = ""; fixed = 0
		}
		/^expect: / && want == "" { want = $2 }
		/^overall: / { want = $2 }
		END { put() }' "$file"
done >"$scratch/states"
[ -s "$scratch/states" ] || {
	echo 'no states found'
	exit 1
}
sed -n '/^## State by state/,$ {
	s/^| \([0-9][0-9] | .*\) | [^|]* | [^|]* |$/\1/p
}' "$table" >"$scratch/rows"
diff "$scratch/states" "$scratch/rows" || {
	echo "$table is not of these states: make check-compared, as root"
	exit 1
}

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# cov.sh BUILD: runs the tests of a PROFILE=cov build and prints how many lines
# of each file they reached.
set -eu
cd "$(dirname "$0")/.."
build=$1

find "$build" -name '*.gcda' -delete
# The PAM module's tests give up root's privilege, and write their counts so.
find "$build/pic" "$build/obj/tests/unit" -type d -exec chmod a+w {} +
status=0
tests/check.sh "$build" || status=$?
echo
for object in "$build"/obj/lib/*.o "$build"/obj/cli/*.o \
	"$build"/obj/cli/*/*.o \
	"$build"/obj/audisp-plugin/*.o "$build"/pic/pam-module/*.o; do
	gcov -n -o "$object" "$object" 2>/dev/null || :
done | awk -v quote="'" '
	/^File / { split($0, part, quote); file = part[2] }
	/^Lines executed:/ && file ~ /^(lib|cli|cli\/[a-z]+|audisp-plugin|pam-module)\/.*\.c$/ {
		split($0, part, /[:% ]+/)
		printf "%6.1f %%  %5d lines  %s\n", part[3], part[5], file
		all += part[5]; run += part[5] * part[3] / 100
		file = ""
	}
	END { if (all) printf "%6.1f %%  %5d lines\n", 100 * run / all, all }'
exit "$status"

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# valgrind.sh BUILD [TEST…]: the unit tests, and the plugin and the command on
# the capture, under valgrind's memcheck: no invalid access, no use of what is
# not initialized, no leak.  For hours rather than minutes; ASan and UBSan are
# what continuous integration runs.
set -eu
cd "$(dirname "$0")/.."

build=$1
shift
passed=0
failed=0
log=$(mktemp)
scratch=$(mktemp -d)
input=/dev/null
trap 'rm -rf "$log" "$scratch"' EXIT

check() { # NAME COMMAND…: exit statuses 0 and 1 are the program's own
	name=$1
	shift
	status=0
	timeout 3600 valgrind -q --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect "$@" >"$log" 2>&1 \
		<"$input" || status=$?
	if [ "$status" -gt 1 ] || grep -q '^==[0-9]*== ' "$log"; then
		echo "$name: failed, exit status $status"
		sed 's/^/    /' "$log" | head -n 40
		failed=$((failed + 1))
	else
		echo "$name: clean"
		passed=$((passed + 1))
	fi
}

command -v valgrind >/dev/null || {
	echo 'valgrind is not installed'
	exit 77
}
if [ $# -eq 0 ]; then
	for source in tests/unit/test_*.c; do
		name=${source##*/}
		set -- "$@" "${name%.c}"
	done
fi
for name in "$@"; do
	CK_DEFAULT_TIMEOUT=3000 check "$name" "$build/tests/$name"
done
gzip -dc tests/data/captures/baseline.log.gz | head -n 20000 >"$scratch/log"
install -m 600 tests/data/captures/policy.json "$scratch/policy.json"
mkdir -m 750 "$scratch/state"
check replay "$build/dockwarden" replay --policy "$scratch/policy.json" \
	--format ecs "$scratch/log"
input=$scratch/log
check plugin "$build/audisp-dockwarden" --policy="$scratch/policy.json" \
	--state="$scratch/state" --log=none
echo "$passed clean, $failed failed"
[ "$failed" -eq 0 ]

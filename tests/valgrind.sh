#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# valgrind.sh BUILD [TEST…]: the unit tests, and the command on the capture,
# under valgrind's memcheck: no invalid access, no use of what is not
# initialized, no leak.  For hours rather than minutes; ASan and UBSan are what
# continuous integration runs.  The plugin as a whole is left out: its seccomp
# filter stops the mappings that valgrind makes for itself.
set -eu
cd "$(dirname "$0")/.."

build=$1
shift
passed=0
failed=0
log=$(mktemp)
scratch=$(mktemp -d)
trap 'rm -rf "$log" "$scratch"' EXIT

check() { # NAME COMMAND…: exit statuses 0 and 1 are the program's own
	name=$1
	shift
	status=0
	timeout 3600 valgrind -q --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect "$@" >"$log" 2>&1 \
		</dev/null || status=$?
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
# Those of the PAM module start again as an ordinary user; pam_wrapper does not
# free the names of its directory.
cat >"$scratch/suppressions" <<'END'
{
	pam_wrapper
	Memcheck:Leak
	...
	obj:*/libpam_wrapper.so*
}
END
chmod 755 "$scratch"
VALGRIND_OPTS="--vgdb=no --trace-children=yes --trace-children-skip=*/sh,*/rm"
VALGRIND_OPTS="$VALGRIND_OPTS --suppressions=$scratch/suppressions"
export VALGRIND_OPTS
for name in "$@"; do
	CK_DEFAULT_TIMEOUT=3000 check "$name" "$build/tests/$name"
done
unset VALGRIND_OPTS
gzip -dc tests/data/captures/baseline.log.gz | head -n 20000 >"$scratch/log"
install -m 600 tests/data/captures/policy.json "$scratch/policy.json"
check replay "$build/dockwarden" replay --policy "$scratch/policy.json" \
	--format ecs "$scratch/log"
echo "$passed clean, $failed failed"
[ "$failed" -eq 0 ]

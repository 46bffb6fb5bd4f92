#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_hardening.sh OUT: of the Debian packages in OUT and the log of their
# build: every call of the compiler had the hardening flags, and the programs
# and the module have what these make.
set -u
out=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/machine.sh
. tests/machine.sh
# shellcheck source=tests/findings.sh
. tests/findings.sh
need blhc hardening-check
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Not calls that build: the probes of flags.  -fPIE is in ours, where a link
# takes -pie; blhc wants it in LDFLAGS.
blhc --all --ignore-line '.*probe.*' \
	--ignore-flag -fPIE "$out/build.log" >"$scratch/blhc" || {
	cut -c 1-200 "$scratch/blhc"
	status=1
}
[ "$(grep -c -- ' -c -o build/release/obj/' "$out/build.log")" -gt 50 ] ||
	fail 'the log of the build shows no calls of the compiler'

for deb in "$out"/*.deb; do
	dpkg-deb -x "$deb" "$scratch/root"
done
has() { # FILE WHAT PATTERN COMMAND…
	local file=$1 what=$2 pattern=$3
	shift 3
	"$@" "$file" 2>&1 | grep -qE -- "$pattern" && return
	fail "$file: no $what"
}
count=0
while read -r file; do
	count=$((count + 1))
	pie=''
	[ "${file##*.}" != so ] || pie=--nopie
	# shellcheck disable=SC2086 # an option or none
	hardening-check --nocfprotection $pie "$file" >"$scratch/check" || {
		cat "$scratch/check"
		status=1
	}
	# The mark in the program's notes is not there, since Debian 12's crti.o
	# has none; the instructions are.
	[ "$(uname -m)" != x86_64 ] || has "$file" 'control-flow protection' \
		'endbr64' objdump -d
	has "$file" 'full RELRO' 'BIND_NOW|FLAGS.*NOW' readelf -dW
	has "$file" 'closed stack' 'GNU_STACK.* RW ' readelf -lW
done < <(find "$scratch/root/usr/bin" "$scratch/root/usr/sbin" \
	"$scratch/root/usr/lib" -path '*/debug/*' -prune -o -type f \
	\( -name dockwarden -o -name audisp-dockwarden -o -name '*.so' \) -print)
[ "$count" -eq 3 ] || fail "$count programs were looked at, not 3"
[ "$status" -ne 0 ] || echo 'hardening: as it should be'
exit "$status"

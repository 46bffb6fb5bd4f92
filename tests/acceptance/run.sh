#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# run.sh BUILD [STEP…]: a Debian is booted on a processor of qemu's, the packages
# in deb/ beside BUILD are installed into it, and steps/ are played in their
# order.  Each says one line: its evidence, or what failed.  All of them are in
# acceptance/summary.txt beside BUILD, with the seconds that they took; exits 1 if
# one failed, and names it.  STEP, the beginning of a name: those and 10_boot alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
acceptance=$(realpath tests/acceptance)
# shellcheck source=tests/acceptance/image.sh
. tests/acceptance/image.sh "$1"
shift
: "${build:?}"
out=${build%/*}/acceptance
packages=$out/packages
guest=''

finish() {
	[ -z "$guest" ] || {
		[ -z "${failed:-}" ] || guest_run 'tar -C /var/log -czf - \
			audit dockwarden' >"$out/logs.tar.gz" 2>/dev/null || :
		guest_end
		mkdir -p "$out/guest"
		cp -r "$guest/console" "$guest/qemu.log" "$guest/state" \
			"$out/guest" 2>/dev/null || :
		rm -rf "$guest"
	}
}

# The second is the first with a higher version: its files are new ones.
make_packages() {
	local package tree=$guest/tree
	rm -rf "$packages"
	mkdir -p "$packages/1" "$packages/2"
	cp "${build%/*}"/deb/*.deb "$packages/1"
	rm -f "$packages"/1/*-dbgsym_*
	for package in "$packages"/1/*.deb; do
		dpkg-deb -R "$package" "$tree"
		sed -i 's/^Version: .*/&+upgrade1/; s/\(= [^)]*\))/\1+upgrade1)/' \
			"$tree/DEBIAN/control"
		dpkg-deb --root-owner-group -b "$tree" "$packages/2" >/dev/null
		rm -rf "$tree"
	done
}

wanted() { # STEP, of STEP…
	local name=$1
	shift
	[ $# -gt 0 ] && [ "$name" != 10_boot ] || return 0
	for prefix; do
		[[ $name != "$prefix"* ]] || return 0
	done
	return 1
}

play() { # STEP
	local begun status=0
	begun=$(date +%s)
	"$acceptance/step.sh" "$1" >"$guest/step.log" 2>&1 </dev/null || status=$?
	[ "$status" -eq 0 ] && result=ok || result=FAILED
	printf '%-14s %-6s %3d s  %s\n' "$1" "$result" \
		"$(($(date +%s) - begun))" \
		"$(tail -n 1 "$guest/step.log" | cut -c 1-500)" | tee -a "$out/summary.txt"
	[ "$status" -eq 0 ] || {
		sed 's/^/    /' "$guest/step.log" | cut -c 1-1000
		failed="$failed $1"
	}
}

trap finish EXIT
trap 'exit 130' INT TERM HUP
mkdir -p "$out"
rm -rf "$out/guest" "$out/summary.txt"
image_make
guest=$(mktemp -d)
mkdir "$guest/state"
make_packages
. tests/acceptance/guest.sh
export acceptance build packages guest image_key image_password
guest_start "$image_kernel" "$image_initrd" "$image_disk"

failed=''
for step in "$acceptance"/steps/*.sh; do
	name=$(basename "$step" .sh)
	wanted "$name" "$@" || continue
	play "$name"
	[ "$name" != 10_boot ] || [ -z "$failed" ] || break
	guest_runs || break
done
guest_runs || failed="$failed (the machine ended)"
[ -z "$failed" ] || {
	echo "acceptance: failed:$failed"
	exit 1
}
echo "acceptance: $(wc -l <"$out/summary.txt") steps passed, in $SECONDS s"

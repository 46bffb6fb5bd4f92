#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_deb.sh [OUT]: the Debian packages in OUT (build/deb; built if it is not
# there) and a newer version, in a Debian root: installed, upgraded, removed and
# purged, and each of that interrupted at every step of every maintainer script,
# by a kill and by a failure.  At each state root and users log in, PAM and
# auditd name nothing that is not there, and what others set up is as it was.
# lintian finds nothing.  PACKAGES=quick leaves the interruptions out.
set -u
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/packaging/root.sh
. tests/packaging/root.sh
root_alone "$0" "$@"
root_begin

out=${1:-build/deb}
# shellcheck source=tests/findings.sh
. tests/findings.sh
made=$(sed -n '1s/.*(\(.*\)).*/\1/p' packaging/debian/changelog)
made_later=$(sed -n 's/^VERSION := \(.*\)\.[0-9]*$/\1/p' Makefile).99~test-1

[ "${made%-*}" = "$(sed -n 's/^VERSION := //p' Makefile)" ] ||
	fail "the changelog is of $made, the Makefile of another version"

# Every maintainer script says where it is, as its first and last command.
prepare() { # VERSION DIRECTORY DEB…
	local to=$scratch/debs/$2 version=$1 deb script
	shift 2
	mkdir -p "$to"
	echo "$version" >"$to/version"
	for deb in "$@"; do
		rm -rf "$scratch/deb"
		dpkg-deb -R "$deb" "$scratch/deb"
		for script in "$scratch"/deb/DEBIAN/p*{inst,rm}; do
			[ -e "$script" ] || continue
			sed -i "1a dockwarden_step='${script##*/} begins'; . /run/steps/step" "$script"
			echo "dockwarden_step='${script##*/} ends'; . /run/steps/step" >>"$script"
		done
		dpkg-deb -Znone -b "$scratch/deb" "$to/${deb##*/}" >/dev/null
	done
}

debs() { # OUT: without those for debuggers
	find "$1" -name '*.deb' ! -name '*-dbgsym_*'
}

[ -n "$(ls "$out"/*.deb 2>/dev/null)" ] || packaging/build-deb.sh "$out" ||
	exit 1
DEB_BUILD_OPTIONS=nocheck packaging/build-deb.sh "$scratch/later" \
	"$made_later" >/dev/null || exit 1
mapfile -t list < <(debs "$out")
prepare "$made" OLD "${list[@]}"
mapfile -t list < <(debs "$scratch/later")
prepare "$made_later" NEW "${list[@]}"

if command -v lintian >/dev/null; then
	# Debian 12's does not know a field of dpkg 1.21.3, and Debian 13's would
	# have an override of that for a needless one.  Ubuntu has no unstable.
	lintian --allow-root -EI --pedantic --fail-on none \
		"$out"/*.changes 2>&1 | grep -v '^N:' |
		grep -vF -e ': unknown-field Static-Built-Using' \
			-e ': bad-distribution-in-changes-file unstable' \
			>"$scratch/lintian"
	[ ! -s "$scratch/lintian" ] || {
		cat "$scratch/lintian"
		fail lintian
	}
else
	echo 'skipped: lintian is not installed'
	[ "${LIVE:-}" != required ] || status=1
fi

scene() { # NAME LAYER…; keeps what it leaves as the layer NAME, if it is new
	local name=$1
	shift
	local layers=("${@/#/$scratch/layers/}")
	[ $# -gt 0 ] || layers=()
	echo "== $name"
	root_play "${layers[@]}" -- /scene/scenes.sh "$name" || status=1
	if [ -d "$scratch/layers/$name" ]; then root_drop; else root_keep "$name"; fi
}

scene host
scene install host
scene upgrade host install
scene remove host install
scene removed host install
scene purge host install
scene changed_pam host install
scene own_line host install
scene rules_come_and_go host install
scene own_rules host install
scene rules_of_others host
scene without_auditd host

interrupt() { # OPERATION LAYER…
	local operation=$1 what step count=0
	shift
	local layers=("${@/#/$scratch/layers/}")
	root_play "${layers[@]}" -- /scene/scenes.sh steps "$operation" ||
		status=1
	root_drop
	while read -r step <&3; do
		for what in kill fail; do
			root_play "${layers[@]}" -- /scene/scenes.sh \
				interrupted "$operation" "$what" "$step" ||
				status=1
			root_drop
			count=$((count + 1))
		done
	done 3<"$scratch/steps.$operation"
	[ "$count" -gt 6 ] || fail "$operation has no steps"
	echo "== $operation: interrupted $count times"
}

if [ "${PACKAGES:-}" != quick ]; then
	interrupt install host
	interrupt upgrade host install
	interrupt again host install removed
	interrupt remove host install
	interrupt purge host install
fi
[ "$status" -eq 0 ] && echo 'packages: as they should be'
exit "$status"

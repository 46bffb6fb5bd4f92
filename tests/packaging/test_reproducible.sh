#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_reproducible.sh: two builds, in directories, at times, and with a umask,
# a locale, a time zone, a home and a number of jobs of their own, give the same
# programs and the same packages, byte by byte; so do two archives of HEAD.
set -u
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/findings.sh
. tests/findings.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

build() { # DIRECTORY UMASK VARIABLE…
	local to=$scratch/$1 mask=$2
	shift 2
	packaging/source-copy.sh "$to" || return
	(
		umask "$mask"
		cd "$to" || exit
		# In a copy without git: all but build/ is source.
		env "$@" packaging/build-deb.sh "$to/build/deb" >/dev/null ||
			exit
		env "$@" make --no-print-directory programs \
			>"$scratch/log" 2>&1 && exit
		tail -n 5 "$scratch/log"
		exit 1
	)
}

same_file() { # FILE in both
	cmp "$scratch/a/$1" "$scratch/a-longer/place/b/$1" && return
	status=1
}

mkdir -p "$scratch/a-longer/place"
build a 022 TZ=UTC LC_ALL=C HOME=/root || exit 1
sleep 1
build a-longer/place/b 077 TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME="$scratch" \
	DEB_BUILD_OPTIONS=parallel=1 || exit 1

count=0
while read -r file; do
	same_file "$file"
	count=$((count + 1))
done < <(cd "$scratch/a" && find build/deb -name '*.deb' && find build/release \
	-maxdepth 1 -type f \( -perm -1 -o -name '*.so' -o -name '*.a' \))
[ "$count" -ge 8 ] || fail "only $count files were compared"
if [ -e .git ]; then
	for round in 1 2; do
		make --no-print-directory dist >/dev/null || status=1
		sha256sum build/dockwarden-*.tar.gz >"$scratch/dist.$round"
		sleep 1
	done
	cmp "$scratch/dist.1" "$scratch/dist.2" || status=1
fi
[ "$status" -ne 0 ] || echo "reproducible: $count files are the same"
exit "$status"

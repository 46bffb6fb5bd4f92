#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# build-deb.sh OUT [VERSION]: builds the Debian packages from a copy of this
# tree with packaging/debian at its top, and puts them and the build's log into
# OUT.  VERSION is another than the changelog's, for tests of upgrades.  The
# same tree gives the same bytes, wherever and whenever it is built.
set -eu

here=$(dirname "$(realpath "$0")")
mkdir -p "$1"
out=$(realpath "$1")
version=${2:-}

missing=$(cd "$here" && dpkg-checkbuilddeps debian/control 2>&1) || {
	echo "build-deb.sh: $missing" >&2
	echo 'build-deb.sh: packaging/install-deps.sh ci installs them' >&2
	exit 1
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$here/source-copy.sh" "$scratch/dockwarden"
cd "$scratch/dockwarden"
mv packaging/debian debian
if [ -n "$version" ]; then
	cat - debian/changelog >debian/changelog.new <<-ENTRY
		dockwarden ($version) unstable; urgency=medium

		  * A build for tests.

		 $(grep -m 1 '^ -- ' debian/changelog | cut -c 2-)

	ENTRY
	mv debian/changelog.new debian/changelog
fi

# dpkg takes the changelog's date for all that is newer; what is copied as it
# was has that date, too.
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -S Timestamp)
export SOURCE_DATE_EPOCH
DEB_BUILD_OPTIONS="parallel=$(nproc) ${DEB_BUILD_OPTIONS:-}"
export DEB_BUILD_OPTIONS
find . -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
umask 022
rm -f "$out"/*.deb "$out"/*.ddeb "$out"/*.buildinfo "$out"/*.changes \
	"$out"/build.log
dpkg-buildpackage -b -us -uc >"$out/build.log" 2>&1 || {
	tail -n 30 "$out/build.log" >&2
	exit 1
}
# Ubuntu's packages for debuggers are .ddeb.
find "$scratch" -maxdepth 1 -type f -exec cp {} "$out" \;
ls "$out"/*.deb

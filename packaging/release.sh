#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# release.sh OUT: all that is published of a version, in the new directory OUT:
# the sources of HEAD, the Debian packages and how they were built, the SPDX
# document, SHA256SUMS of all, and SHA256SUMS.asc, signed by the gpg key
# RELEASE_KEY; without one it says how to sign.  doc/RELEASE.md.
set -eu

here=$(dirname "$(realpath "$0")")
top=$(dirname "$here")
version=$(sed -n 's/^VERSION := //p' "$top/Makefile")

give_up() {
	echo "release.sh: $1" >&2
	exit 1
}

cd "$top"
[ -z "$(git status --porcelain)" ] || give_up 'the tree has changes'
packaged=$(sed -n '1s/.*(\(.*\)-[^-]*).*/\1/p' packaging/debian/changelog)
[ "$packaged" = "$version" ] ||
	give_up "packaging/debian/changelog is of $packaged, not $version"
cd - >/dev/null
[ ! -e "$1" ] || give_up "$1 is there already"
mkdir -p "$1"
out=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# All else is made from the archive: what is published builds.
archive=dockwarden-$version.tar
git -C "$top" archive --format=tar --prefix="dockwarden-$version/" \
	-o "$out/$archive" HEAD
gzip -n -9 "$out/$archive"
tar -xzf "$out/$archive.gz" -C "$scratch"
"$scratch/dockwarden-$version/packaging/build-deb.sh" "$scratch/debs" \
	>/dev/null
cp "$scratch"/debs/*.deb "$scratch"/debs/*.buildinfo "$out"

mkdir "$scratch/installed" "$scratch/programs"
for deb in "$out"/*.deb; do
	dpkg-deb -x "$deb" "$scratch/installed"
done
find "$scratch/installed" -type f \( -name dockwarden -path '*/usr/bin/*' -o \
	-name audisp-dockwarden -path '*/usr/sbin/*' -o \
	-name pam_dockwarden.so \) -exec cp {} "$scratch/programs" \;
"$here/sbom.sh" "$scratch/programs" >"$out/dockwarden-$version.spdx.json"

cd "$out"
sha256sum -- * >"$scratch/SHA256SUMS"
mv "$scratch/SHA256SUMS" .
if [ -n "${RELEASE_KEY:-}" ]; then
	gpg --batch --yes --local-user "$RELEASE_KEY" --armor --detach-sign \
		--output SHA256SUMS.asc SHA256SUMS
else
	echo 'not signed; with the release key:' >&2
	echo "  gpg --armor --detach-sign --local-user KEY $out/SHA256SUMS" >&2
fi
ls "$out"

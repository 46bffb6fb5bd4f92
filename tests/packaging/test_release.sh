#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_release.sh OUT: a release of this tree, in a repository and with a key of
# the test's own, and with another umask, time zone and home than OUT's Debian
# packages were built with: they are the same, byte by byte.  Its archive builds
# them; its sums and signature hold, and do not when a byte is another; its SPDX
# document says what the programs are and what they are linked with.
# SPDX_SCHEMA=FILE: the document is held against that schema, too.
set -u
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/machine.sh
. tests/machine.sh
# shellcheck source=tests/findings.sh
. tests/findings.sh
debs=$(realpath "$1")

need gpg git dpkg-buildpackage python3
scratch=$(mktemp -d)
export GNUPGHOME=$scratch/keys HOME=$scratch TZ=Asia/Tokyo
trap 'gpgconf --kill all; rm -rf "$scratch"' EXIT

key=release-test@packages.example
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key "$key" ed25519 sign \
	1d 2>"$scratch/log" || {
	cat "$scratch/log"
	exit 1
}
packaging/source-copy.sh "$scratch/tree" || exit 1
cd "$scratch/tree" || exit
git init -q . && git add -A && git -c user.name=test -c user.email="$key" \
	commit -qm 'a release' || exit 1

umask 077
version=$(sed -n 's/^VERSION := //p' Makefile)
touch untracked
packaging/release.sh "$scratch/out" >"$scratch/log" 2>&1 &&
	fail 'a tree with changes is released'
rm untracked
RELEASE_KEY=$key packaging/release.sh "$scratch/out" >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	exit 1
}
cd "$scratch/out" || exit

for file in "dockwarden-$version.tar.gz" "dockwarden-$version.spdx.json" \
	SHA256SUMS SHA256SUMS.asc; do
	[ -s "$file" ] || fail "the release has no $file"
done
count=0
for deb in *.deb; do
	cmp "$deb" "$debs/$deb" || status=1
	count=$((count + 1))
done
[ "$count" -eq 4 ] || fail "$count packages, not 4"

holds() {
	gpg --batch --quiet --verify SHA256SUMS.asc SHA256SUMS 2>/dev/null &&
		sha256sum --quiet --strict -c SHA256SUMS 2>/dev/null >&2
}
holds || fail 'the sums or their signature do not hold'
listed=$(wc -l <SHA256SUMS)
[ "$listed" -eq "$(find . -type f ! -name 'SHA256SUMS*' | wc -l)" ] ||
	fail 'the sums are not of all files'
cp "dockwarden-$version.tar.gz" "$scratch/kept"
printf x >>"dockwarden-$version.tar.gz"
holds && fail 'a byte more is not found'
cp "$scratch/kept" "dockwarden-$version.tar.gz"
sed -i '1s/^./0/;1s/^00/01/' SHA256SUMS
holds && fail 'other sums are not found'

for deb in *.deb; do
	dpkg-deb -x "$deb" "$scratch/installed"
done
python3 "$scratch/tree/tests/packaging/check_sbom.py" \
	"dockwarden-$version.spdx.json" "$version" "$scratch/installed" ||
	status=1
[ "$status" -ne 0 ] || echo 'release: as it should be'
exit "$status"

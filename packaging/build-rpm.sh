#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# build-rpm.sh OUT: builds the RPM packages from a copy of this tree, and puts
# them and the build's log into OUT.  JSON_STATIC names the archive of json-c
# where the distribution has none: CONTRIBUTING.md.
set -eu

here=$(dirname "$(realpath "$0")")
mkdir -p "$1"
out=$(realpath "$1")
version=$(sed -n 's/^VERSION := //p' "$here/../Makefile")

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$here/source-copy.sh" "$scratch/dockwarden-$version"
mkdir "$scratch/SOURCES"
tar -C "$scratch" -czf "$scratch/SOURCES/dockwarden-$version.tar.gz" \
	"dockwarden-$version"

set -- --define "_topdir $scratch" --define "dockwarden_version $version"
[ -z "${JSON_STATIC:-}" ] || set -- "$@" --define "json_static $JSON_STATIC"
# On a Debian, the libraries are there, but rpm does not know of them.
[ ! -e /etc/debian_version ] || set -- "$@" --nodeps
rm -f "$out"/*.rpm "$out"/build.log
rpmbuild -bb "$@" "$here/rpm/dockwarden.spec" >"$out/build.log" 2>&1 || {
	tail -n 30 "$out/build.log" >&2
	exit 1
}
cp "$scratch"/RPMS/*/*.rpm "$out"
ls "$out"/*.rpm

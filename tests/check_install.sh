#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check_install.sh: make install into a scratch root puts exactly the expected
# files there with the expected modes, the program runs from there, a second
# install changes nothing, and uninstall leaves nothing.
set -eu
cd "$(dirname "$0")/.."

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
make=${MAKE:-make}

install_there() {
	$make --no-print-directory B="${B:-build/release}" DESTDIR="$root" \
		"$1" >"$root.log" 2>&1 || {
		cat "$root.log"
		exit 1
	}
	rm -f "$root.log"
}
list() {
	(cd "$root" && find . -type f -printf '%m %p\n' | sort -k 2)
}

umask 077
install_there install
chmod 755 "$root"
list >"$root.first"
trap 'rm -rf "$root" "$root.first" "$root.want"' EXIT
{
	echo '755 ./usr/bin/dockwarden'
	for page in doc/*.[1-9]; do
		echo "644 ./usr/share/man/man${page##*.}/${page#doc/}"
	done
	for file in CHANGELOG.md LICENSE README.md SECURITY.md; do
		echo "644 ./usr/share/doc/dockwarden/$file"
	done
} | sort -k 2 >"$root.want"
diff -u "$root.want" "$root.first" || {
	echo 'installed files or modes differ from what is expected'
	exit 1
}
"$root/usr/bin/dockwarden" --version >/dev/null
"$root/usr/bin/dockwarden" policy default >/dev/null

install_there install
[ "$(list)" = "$(cat "$root.first")" ]
install_there uninstall
[ -z "$(list)" ] || {
	list
	echo 'uninstall leaves these'
	exit 1
}

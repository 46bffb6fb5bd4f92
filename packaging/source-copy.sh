#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# source-copy.sh DIRECTORY: this tree's sources as they are now, in a new
# DIRECTORY: what git has or would take, or, in a release's tarball, all but
# build/.  Modes are those that git knows, whatever the umask.
set -eu

here=$(dirname "$(dirname "$(realpath "$0")")")
umask 022
mkdir "$1"
to=$(realpath "$1")
cd "$here"
list=$(mktemp)
trap 'rm -f "$list"' EXIT
if [ -e .git ]; then
	git ls-files -co --exclude-standard
else
	find . -path ./build -prune -o ! -type d -print
fi | while IFS= read -r file; do
	# Listed, but deleted in the tree.
	[ ! -e "$file" ] || printf '%s\n' "$file"
done | LC_ALL=C sort >"$list"
tar -cf - --owner=0 --group=0 --mode='u+rw,go=u,go-w' -T "$list" |
	tar -xf - -C "$to" --no-same-owner

#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# fresh.sh [COMMAND…]: README's commands, "make demo" and "make check", as they
# are written there, on a Debian that has make and a C compiler and nothing
# else: they install what is missing by themselves.  Runs in namespaces; what is
# made stays in memory.  Prints each command's last line, its seconds and what
# it skipped.
#
#   SUITE   another release than this machine's: debian.sh
#   KEEP    a directory, into which build/ of there is copied
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p build/release
# shellcheck source=tests/live/debian.sh
. tests/live/debian.sh build/release

debian_packages=make,gcc,libc6-dev
debian_masked=()
debian_runs_ours() { :; } # nothing of what is built here
debian_configure() { # ROOT: apt as debootstrap left it, and this machine's proxy
	local proxy
	proxy=$(debian_proxy)
	[ -z "$proxy" ] ||
		echo "Acquire::http::Proxy \"$proxy\";" \
			>"$1/etc/apt/apt.conf.d/90proxy"
}

readme_commands() { # of the section "Try it", the first block
	# shellcheck disable=SC2016 # a fence of Markdown
	sed -n '/^## Try it/,/^## /p' README.md |
		sed -n '/^```sh/,/^```/p' | sed '/^```/d' | head -n 2
}

finish() { [ -z "$scratch" ] || rm -rf "$scratch"; }
keep=''
[ -z "${KEEP:-}" ] || {
	mkdir -p "$KEEP"
	keep=$(realpath "$KEEP")
}

debian_can
trap finish EXIT
trap 'exit 130' INT TERM HUP
debian_make
scratch=$(mktemp -d)
mkdir "$scratch/changes" "$scratch/root"
packaging/source-copy.sh "$scratch/source"
if [ $# -gt 0 ]; then
	printf '%s\n' "$@"
else
	readme_commands
fi >"$scratch/commands"
grep -q '^make' "$scratch/commands" || fail 'README names no commands'
cat >"$scratch/inside" <<'SH'
set -eu
mount -t tmpfs -o size=6g none "$2/changes"
mkdir "$2/changes/upper" "$2/changes/work"
mount -t overlay -o "lowerdir=$1,upperdir=$2/changes/upper,workdir=$2/changes/work" \
	none "$2/root"
cp -a "$2/source" "$2/root/root/dockwarden"
cp "$2/commands" "$2/root/root/commands"
cp -L /etc/resolv.conf "$2/root/etc/resolv.conf" 2>/dev/null || :
mount -t proc none "$2/root/proc"
mount -t sysfs none "$2/root/sys"
mount --rbind /dev "$2/root/dev"
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
	chroot "$2/root" sh -eu -c '
	cd /root/dockwarden
	while read -r command; do
		begun=$(date +%s)
		status=0
		timeout 3000 $command >/tmp/log 2>&1 </dev/null || status=$?
		echo "$command: exit status $status," \
			"$(($(date +%s) - begun)) s: $(tail -n 1 /tmp/log)"
		grep -a ": skipped: " /tmp/log || :
		[ "$status" -eq 0 ] || { grep -aE "failed|FAIL|[^0]%:" /tmp/log |
			tail -n 60; exit 1; }
	done </root/commands'
[ -z "$3" ] || cp -r "$2/root/root/dockwarden/build/." "$3"
SH
# Not of processes: the kernel's audit answers only those of its first one.
unshare -m --propagation private \
	sh "$scratch/inside" "$debian_base" "$scratch" "$keep"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# root.sh: sourced by the tests of packages: a Debian root with auditd, and
# scenes in copies of it that are gone when they end.
#
#   . tests/packaging/root.sh
#   root_begin                 # or exits 77, with the reason
#   root_play LAYER… -- COMMAND…   # in namespaces of its own, / being LAYER…
#
# $scratch is in memory and the test's own; it is /scratch in a scene.
root_here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# shellcheck source=tests/live/debian.sh
. "$root_here/../live/debian.sh" "${B:-build/release}"
debian_packages+=,auditd,pamtester,logrotate,$debian_libraries

# The mounts of this process and its children are no one else's.
root_alone() { # SCRIPT [ARGUMENT…]
	[ -z "${root_is_alone:-}" ] || return 0
	[ "$(id -u)" -eq 0 ] || skip 'only root can make a root'
	root_is_alone=1 exec unshare -m --propagation private "$@"
}

root_begin() {
	debian_can
	command -v dpkg-buildpackage >/dev/null ||
		skip 'dpkg-buildpackage is not installed'
	scratch=$(mktemp -d)
	trap 'umount -l "$scratch"; rm -rf "$scratch"' EXIT
	trap 'exit 130' INT TERM HUP
	debian_make
	mount -t tmpfs -o mode=755,size=2g none "$scratch"
	mkdir "$scratch/layers" "$scratch/scenes"
}

root_name=0
root_play() { # LAYER… -- COMMAND…; leaves what changed in $root_changes
	local lower='' place=$scratch/scenes/$((root_name += 1))
	while [ "$1" != -- ]; do
		lower=$1:$lower
		shift
	done
	shift
	root_changes=$place/upper
	mkdir -p "$place/upper" "$place/work" "$place/root"
	mount -t overlay -o "lowerdir=${lower}$debian_base" \
		-o "upperdir=$place/upper,workdir=$place/work" none "$place/root"
	mkdir -p "$place/root/scratch" "$place/root/scene"
	mount --bind "$scratch" "$place/root/scratch"
	mount --bind "$root_here" "$place/root/scene"
	local status=0
	timeout --kill-after=5 "${root_minutes:-4}m" unshare -m -p -u -i -n \
		--fork --kill-child "$root_here/root_init.sh" "$place/root" \
		"$@" </dev/null || status=$?
	umount -l "$place/root/scratch" "$place/root/scene" "$place/root"
	return "$status"
}

# What a scene left is of use to the next ones: a layer of that name.
root_keep() { # NAME
	mv "$root_changes" "$scratch/layers/$1"
}

# Every scene's changes are in memory.
root_drop() {
	rm -rf "${root_changes%/upper}"
}

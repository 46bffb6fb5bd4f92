# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# debian.sh: sourced by the tests that log users in: a whole Debian with its own
# systemd, logind, sshd, cron and atd, in namespaces of its own.  Made by
# debootstrap from the mirror that this machine's apt uses, kept between runs:
#
#   . tests/live/debian.sh BUILD
#   debian_begin          # or exits 77, with the reason
#   debian_run useradd …  # as root in it; files are in $debian
#
# debian_end takes it down; the sourcing test's traps run it on every exit path.
#
#   SUITE   the release, another than this machine's own, where nothing that is
#           built here runs in it
#   MIRROR  where that one is to be had, where not where this machine's is
debian_here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# shellcheck source=tests/live/auditd.sh
. "$debian_here/auditd.sh" "$1"

debian_here_release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
debian_release=${SUITE:-${debian_here_release:-bookworm}}
debian_seconds=600 # to make a root
debian_packages=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd
debian_packages+=,libpam-modules,libpam-runtime,login,passwd,adduser,util-linux
debian_packages+=,openssh-server,openssh-client,sudo,cron,at
# What the programs are linked with; from the 64 bit time on by another name.
debian_libraries=libjson-c5,libaudit1,libcap-ng0,libseccomp2,libmount1,zlib1g
case $debian_release in
bullseye | bookworm | jammy) debian_libraries+=,libauparse0 ;;
*) debian_libraries+=,libauparse0t64 ;;
esac
# What would look for devices, the network or work that nobody asked for.  An
# auditing journald switches the kernel's auditing on (journald-audit.c).
debian_masked=(
	systemd-journald-audit.socket systemd-udevd.service
	systemd-udevd-control.socket systemd-udevd-kernel.socket
	systemd-udev-trigger.service systemd-modules-load.service
	systemd-sysctl.service getty.target console-getty.service
	apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer
	systemd-networkd.service e2scrub_all.timer fstrim.timer
)
debian=''
debian_pid=''
debian_parent=''
debian_group=''
debian_enabled=''

debian_can() {
	local tool
	[ "$(id -u)" -eq 0 ] || skip 'only root can boot a Debian'
	for tool in debootstrap unshare nsenter pivot_root flock; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
	debian_runs_ours ||
		skip "what is built here would not run on $debian_release"
	grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null ||
		skip 'this kernel has no overlayfs'
	grep -qw cgroup2 /proc/filesystems || skip 'this kernel has no cgroup2'
}

debian_runs_ours() { [ "$debian_here_release" = "$debian_release" ]; }

# Where apt itself gets its own release from, and through which proxy.
debian_mirror() {
	[ -z "${MIRROR:-}" ] || {
		echo "$MIRROR"
		return
	}
	# shellcheck disable=SC2016 # apt's own fields
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Identifier: Packages' 2>/dev/null |
		awk -v release="$debian_here_release" \
			'$2 == release && $3 == "main" { print $1; exit }'
}

debian_proxy() {
	local proxy=''
	eval "$(apt-config shell proxy Acquire::http::Proxy)"
	echo "${proxy:-${http_proxy:-}}"
}

# What this file says of the root names it: a root of other packages is another
# one.  It is made beside its place and moved there when it is whole.
debian_make() { # sets debian_base
	local cache=${XDG_CACHE_HOME:-/var/cache}/dockwarden-tests
	debian_base=$cache/$debian_release-$(
		{ echo "$debian_packages" && declare -f debian_bootstrap \
			debian_configure && echo "${debian_masked[@]}"; } |
			sha256sum | cut -c 1-12
	)
	mkdir -p "$cache"
	exec 9>"$cache/lock"
	flock -w "$debian_seconds" 9 || fail 'another test makes the Debian root'
	if [ ! -d "$debian_base" ]; then
		rm -rf "$cache"/*.half
		debian_bootstrap "$debian_base.half" >"$cache/log" 2>&1 9>&- || {
			tail -n 3 "$cache/log"
			skip 'debootstrap failed'
		}
		debian_configure "$debian_base.half"
		mv "$debian_base.half" "$debian_base"
	fi
	exec 9>&-
}

# Every Ubuntu is made as the one was that debootstrap first knew.
debian_script() {
	local script=/usr/share/debootstrap/scripts/$debian_release
	[ -e "$script" ] || script=${script%/*}/gutsy
	basename "$(realpath "$script")"
}

debian_bootstrap() { # ROOT
	local mirror script components=main
	mirror=$(debian_mirror)
	[ -n "$mirror" ] || {
		echo "apt has no mirror of $debian_here_release"
		return 1
	}
	script=$(debian_script)
	[ "$script" != gutsy ] || components+=,universe
	http_proxy=$(debian_proxy) timeout --kill-after=10 \
		"$debian_seconds" debootstrap --variant=minbase \
		--components="$components" --include="$debian_packages" \
		"$debian_release" "$1" "$mirror" "$script" || return
	rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/*
}

debian_configure() { # ROOT
	local unit
	for unit in "${debian_masked[@]}"; do
		ln -sf /dev/null "$1/etc/systemd/system/$unit"
	done
	mkdir -p "$1/etc/systemd/journald.conf.d" "$1/etc/systemd/logind.conf.d"
	cat >"$1/etc/systemd/journald.conf.d/test.conf" <<-CONF
		[Journal]
		Storage=volatile
		Audit=no
		RateLimitBurst=0
	CONF
	# A user's manager goes with the user's last session: the next is new.
	cat >"$1/etc/systemd/logind.conf.d/test.conf" <<-CONF
		[Login]
		UserStopDelaySec=0
	CONF
	echo debian >"$1/etc/hostname"
	echo '127.0.0.1 localhost debian' >"$1/etc/hosts"
	: >"$1/etc/machine-id"
}

debian_is_up() {
	# Before it has a root of its own, this would ask this machine.
	[ -e "$debian/run/dockwarden-test" ] &&
		debian_run systemctl is-system-running |
		grep -qE '^(running|degraded)$'
}

debian_boot() {
	mkdir "$scratch/root" "$scratch/changes" "$scratch/cgroup"
	debian_group=dockwarden-test.$$
	unshare -m --propagation private "$debian_here/debian_boot.sh" \
		"$debian_base" "$scratch" "$debian_group" \
		>"$scratch/boot.log" 2>&1 </dev/null &
	debian_parent=$!
	wait_for test -s "$scratch/pid" ||
		fail "no PID 1: $(cat "$scratch/boot.log")"
	debian_pid=$(cat "$scratch/pid")
	debian=/proc/$debian_pid/root
	wait_for debian_is_up || wait_for debian_is_up || {
		debian_run systemctl list-units --failed --no-legend || :
		debian_run systemctl list-jobs || :
		fail "the Debian did not come up: $(cat "$scratch/boot.log")"
	}
}

# As root, in the Debian's namespaces, with none of this machine's environment.
debian_run() { # COMMAND…
	nsenter -t "$debian_pid" -m -p -u -i -n -C -r -w -- env -i \
		PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

# PID 1 takes all of its namespace with it; nothing of it was mounted here.
debian_end() {
	local _
	if [ -n "$debian_parent" ]; then
		[ -z "$debian_pid" ] || kill -KILL "$debian_pid" 2>/dev/null || :
		kill "$debian_parent" 2>/dev/null || :
		wait "$debian_parent" 2>/dev/null || :
		debian_parent=''
		debian_pid=''
		debian_remove_group
	fi
	[ -z "$scratch" ] || rm -rf "$scratch"
}

# From the leaves up, when the last process is gone.
debian_remove_group() {
	# shellcheck disable=SC2016 # the other shell's own $1
	unshare -m --propagation private sh -c '
		mount -t cgroup2 none "$1" || exit
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			find "$1/$2" -depth -type d -exec rmdir {} + \
				2>/dev/null
			[ -d "$1/$2" ] || exit 0
			sleep 0.2
		done
		echo "the cgroup $2 is still there"' sh \
		"$scratch/cgroup" "$debian_group" || :
}

debian_begin() {
	debian_can
	trap debian_end EXIT
	trap 'exit 130' INT TERM HUP
	debian_enabled=$(status_of enabled 2>/dev/null || :)
	debian_make
	scratch=$(mktemp -d)
	chmod 755 "$scratch"
	debian_boot
}

# The Debian is on the machine's kernel, and that has one audit for all.
debian_left_auditing() {
	[ "$(status_of enabled 2>/dev/null || :)" = "$debian_enabled" ] ||
		fail 'auditing was switched during the test'
}

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# install-deps.sh [MODE]: installs what is missing, and nothing else.
#   build       what `make demo` and `make check` need (the default)
#   ci          also the tools of `make lint`, `make fuzz` and `make live`
#   acceptance  also what boots a machine for `make acceptance`
# Quick when nothing is missing.  Where it cannot install, it says in one
# sentence what is missing and exits 1.
set -eu

mode=${1:-build}
case $mode in
build | ci | acceptance) ;;
*)
	echo "usage: install-deps.sh [build|ci|acceptance]" >&2
	exit 2
	;;
esac

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

have() {
	command -v "$1" >/dev/null 2>&1
}

# The tool first of all: dnf may be present on a Debian, not the other way.
if have apt-get; then
	family=apt
elif have dnf; then
	family=dnf
else
	family=none
fi

deb=''
rpm=''
need() { # DEBIAN-PACKAGE FEDORA-PACKAGE
	deb="$deb $1"
	rpm="$rpm $2"
}

need_module() { # MODULE DEBIAN-PACKAGE FEDORA-PACKAGE
	if ! have pkg-config || ! pkg-config --exists "$1"; then
		need "$2" "$3"
	fi
}

need_command() { # COMMAND DEBIAN-PACKAGE FEDORA-PACKAGE
	have "$1" || need "$2" "$3"
}

# For what has no pkg-config module.
need_file() { # DEBIAN-PACKAGE FEDORA-PACKAGE PATTERN…: is there one?
	deb_name=$1
	rpm_name=$2
	shift 2
	for file in "$@"; do
		[ ! -e "$file" ] || return 0
	done
	need "$deb_name" "$rpm_name"
}

need_library() { # LIBRARY DEBIAN-PACKAGE FEDORA-PACKAGE
	need_file "$2" "$3" /usr/lib/*/"$1".so /usr/lib64/"$1".so \
		/usr/lib/"$1".so
}

# The PAM module has a json-c of its own inside, for which it takes the static
# library.  Fedora and RHEL package none: nothing to install, only to say.
say_json_archive() {
	[ "$family" = dnf ] && [ -z "${JSON_STATIC:-}" ] || return 0
	archive=$(pkg-config --variable=libdir json-c 2>/dev/null)/libjson-c.a
	[ -e "$archive" ] || echo "dockwarden: the PAM module needs a static" \
		"json-c, which Fedora does not package: build one, and call" \
		"make JSON_STATIC=/path/libjson-c.a (CONTRIBUTING.md)" >&2
}

compiles() { # COMPILER [FLAG…]
	have "$1" && echo 'int main(void) { return 0; }' |
		"$@" -include stdlib.h -x c -o /dev/null - 2>/dev/null
}

check_build() {
	compiles cc || need 'gcc libc6-dev' 'gcc glibc-devel'
	need_command pkg-config pkg-config pkgconf-pkg-config
	need_module json-c libjson-c-dev json-c-devel
	need_module auparse 'libaudit-dev libauparse-dev' audit-libs-devel
	need_module zlib zlib1g-dev zlib-devel
	need_module audit libaudit-dev audit-libs-devel
	need_module libcap-ng libcap-ng-dev libcap-ng-devel
	need_module libseccomp libseccomp-dev libseccomp-devel
	need_module mount libmount-dev libmount-devel
	need_file libpam0g-dev pam-devel /usr/include/security/pam_modules.h
	need_module check check check-devel
	need_library libpam_wrapper libpam-wrapper pam_wrapper
	need_library libnss_wrapper libnss-wrapper nss_wrapper
	need_library libuid_wrapper libuid-wrapper uid_wrapper
	need_command nm binutils binutils
}

check_ci() {
	need_command git git git
	compiles gcc -fsanitize=address,undefined ||
		need gcc 'gcc libasan libubsan'
	compiles clang -fsanitize=fuzzer-no-link,address,undefined ||
		need "clang $(clang_runtime)" 'clang compiler-rt'
	need_command clang-format clang-format clang-tools-extra
	need_command clang-tidy clang-tidy clang-tools-extra
	need_command cppcheck cppcheck cppcheck
	need_command shellcheck shellcheck ShellCheck
	need_command codespell codespell codespell
	need_command mandoc mandoc mandoc
	need_command auditd auditd audit
	need_command laurel laurel laurel
	need_command bc bc bc
	need_command valgrind valgrind valgrind
	need_command logrotate logrotate logrotate
	need_command systemd-sysusers systemd systemd
	# Fedora has none.
	[ "$family" = dnf ] || need_command apparmor_parser apparmor ''
	need_command dockerd docker.io moby-engine
	need_command busybox busybox-static busybox
	need_command sshd openssh-server openssh-server
	need_command ssh openssh-client openssh-clients
	need_command sudo sudo sudo
	need_command ip iproute2 iproute
	need_command iptables iptables iptables-nft
	need_command openssl openssl openssl
	need_command setfacl acl acl
	need_command pamtester pamtester pamtester
	need_command debootstrap debootstrap debootstrap
	need_command python3 python3 python3
	need_command zsh zsh zsh
	need_command rpmbuild rpm rpm-build
	need_command rpmlint rpmlint rpmlint
	need_command gpg gpg gnupg2
	if [ "$family" = apt ]; then
		need_command dpkg-buildpackage dpkg-dev ''
		need_command dh debhelper ''
		need_command dh_apparmor dh-apparmor ''
		need_command lintian lintian ''
		need_command blhc blhc ''
		need_command hardening-check devscripts ''
	fi
	need_command promtool prometheus /usr/bin/promtool
	[ -e /usr/include/liburing.h ] || need liburing-dev liburing-devel
}

check_acceptance() {
	need_command qemu-system-x86_64 qemu-system-x86 qemu-system-x86-core
	need_command mkfs.ext4 e2fsprogs e2fsprogs
}

# Debian keeps clang's sanitizers in a package of the version's own.
clang_runtime() {
	apt-cache depends clang 2>/dev/null |
		sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/libclang-rt-\1-dev/p' |
		while read -r package; do
			apt-cache show "$package" >/dev/null 2>&1 &&
				echo "$package"
		done | head -n 1
}

check_all() {
	deb=''
	rpm=''
	check_build
	[ "$mode" = build ] || check_ci
	[ "$mode" != acceptance ] || check_acceptance
}

packages() {
	case $family in
	dnf) echo "$rpm" ;;
	apt) echo "$deb" ;;
	*) echo "$deb (Debian's names) or $rpm (Fedora's)" ;;
	esac | tr -s ' ' | sed 's/^ //'
}

give_up() {
	echo "dockwarden: $reason; please install: $(packages)" >&2
	exit 1
}

apt_install() {
	$root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install \
		-y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

# RUNLEVEL=1 keeps a machine without systemd from starting what it installs.
install_apt() {
	# shellcheck disable=SC2086 # a list of packages
	apt_install $deb && return
	$root apt-get update -q || return 1
	[ "$mode" = build ] || check_all # now the lists know clang's version
	# shellcheck disable=SC2086
	apt_install $deb
}

# RHEL and its rebuilds keep check-devel and json-c-devel in crb.
install_dnf() {
	# shellcheck disable=SC2086 # a list of packages
	$root dnf install -y -q $rpm ||
		$root dnf install -y -q --enablerepo=crb $rpm
}

check_all
say_json_archive
[ -n "$deb" ] || exit 0

root=''
reason='some packages are missing and could not be installed here'
if [ "$(id -u)" -ne 0 ]; then
	reason='some packages are missing and only root can install them'
	have sudo || give_up
	root='sudo'
fi
[ "$family" != none ] || give_up
echo "dockwarden: installing $(packages)" >&2
"install_$family" </dev/null >&2 || give_up
check_all
[ -z "$deb" ] || give_up

#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_rpm.sh DEBS: the RPM packages are built here and have the content of the
# Debian ones in DEBS, and rpmlint says nothing that rpmlint.toml does not
# expect.  Their scripts are run in a Debian root, since there is no other here:
# the module cannot be erased while a service names it, and what was there
# before is there afterwards.
set -u
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/packaging/root.sh
. tests/packaging/root.sh
root_alone "$0" "$@"
need rpmbuild rpmlint
root_begin
debs=$(realpath "$1")
out=$scratch/rpm
# shellcheck source=tests/findings.sh
. tests/findings.sh

packaging/build-rpm.sh "$out" >/dev/null || exit 1
rpmlint -c packaging/rpm/rpmlint.toml packaging/rpm/dockwarden.spec \
	"$out"/*.rpm >"$scratch/rpmlint" || {
	cat "$scratch/rpmlint"
	fail rpmlint
}
grep -q ' 0 errors, 0 warnings' "$scratch/rpmlint" || {
	cat "$scratch/rpmlint"
	fail 'rpmlint warns'
}

# By name, mode and kind; documents and where each system has its own apart.
of_deb() { # NAME
	local deb
	for deb in "$debs/$1"_*.deb; do
		dpkg-deb -x "$deb" "$scratch/deb-$1"
	done
	(cd "$scratch/deb-$1" && find . -type f -printf '%m %p\n') |
		sed -e 's, \.,  ,' -e 's,  /,  ,'
}
of_rpm() { # NAME
	rpm -qp --qf '[%{FILEMODES:octal} %{FILENAMES}\n]' "$out/$1"-[0-9]*.rpm |
		sed -n 's,^100\([0-7]*\) /,\1  ,p'
}
content() {
	sed -e '/ usr\/share\/\(doc\|licenses\|lintian\|pam-configs\)\//d' \
		-e 's,usr/lib[^ ]*/security/,SECURITY/,' \
		-e 's,zsh/\(vendor-completions\|site-functions\),ZSH,' \
		-e 's,\.gz$,,' | sort
}
same_content() { # DEB RPM
	diff <(of_deb "$1" | content) <(of_rpm "$2" | content) \
		>"$scratch/diff" && return
	cat "$scratch/diff"
	fail "$1 (<) and $2 (>) have not the same content"
}
same_content dockwarden dockwarden
same_content libpam-dockwarden pam-dockwarden
[ "$(of_rpm dockwarden | content | wc -l)" -gt 10 ] ||
	fail 'the package is empty'

root=$scratch/root
mkdir "$root" "$scratch/upper" "$scratch/work"
mount -t overlay -o "lowerdir=$debian_base,upperdir=$scratch/upper" \
	-o "workdir=$scratch/work" none "$root"
before() {
	(cd "$root" && find etc usr/bin usr/sbin usr/lib usr/share \
		! -type d ! -path 'etc/*passwd*' ! -path 'etc/*group*' \
		! -path 'etc/*shadow*' ! -name .pwd.lock -print | sort)
}
before >"$scratch/before"
erase() {
	rpm --root "$root" -e "$@" >"$scratch/log" 2>&1
}

rpm --root "$root" --nodeps -i "$out"/*.rpm >"$scratch/log" 2>&1 ||
	fail "not installed: $(tail -n 3 "$scratch/log")"
grep -q '^_dockwarden:' "$root/etc/passwd" || fail 'there is no user'
[ "$(stat -c %a "$root/etc/audit/plugins.d/dockwarden.conf")" = 640 ] ||
	fail 'the configuration is not 0640'
rpm --root "$root" -V --nodeps dockwarden pam-dockwarden ||
	fail 'files differ from the packages'
chroot "$root" /usr/bin/dockwarden policy default >/dev/null ||
	fail 'the command does not run'

echo 'account required pam_dockwarden.so' >>"$root/etc/pam.d/su"
erase pam-dockwarden && fail 'the module is erased though PAM names it'
grep -q etc/pam.d/su "$scratch/log" || fail 'it is not said why'
[ -e "$root/usr/lib64/security/pam_dockwarden.so" ] ||
	fail 'the module is gone'
sed -i '/pam_dockwarden/d' "$root/etc/pam.d/su"
rpm --root "$root" --nodeps --replacepkgs -U "$out"/*.rpm \
	>"$scratch/log" 2>&1 || fail 'they cannot be replaced'
[ -e "$root/etc/audit/plugins.d/dockwarden.conf" ] ||
	fail 'the configuration went with the upgrade'
erase dockwarden pam-dockwarden ||
	fail "not erased: $(tail -n 3 "$scratch/log")"
before | grep -v '^etc/audit/.*\.rpmsave$' | diff "$scratch/before" - ||
	fail 'this is left behind'
umount "$root"
[ "$status" -ne 0 ] || echo 'rpm: as it should be'
exit "$status"

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check_install.sh: make install into a scratch root puts exactly the expected
# files there with the expected modes, the programs run from there, a second
# install changes nothing, and uninstall leaves nothing, but refuses while a PAM
# service names the module.  What is installed for others is understood by them:
# sysusers, tmpfiles, logrotate.  What cannot be tried is named as skipped; with
# LIVE=required that is a failure.
set -eu
cd "$(dirname "$0")/.."

PATH=$PATH:/usr/sbin:/sbin
make=${MAKE:-make}
scratch=$(mktemp -d)
root=$scratch/root
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/findings.sh
. tests/findings.sh

skip() {
	echo "skipped: $1"
	[ "${LIVE:-}" != required ] || status=1
}

have() {
	command -v "$1" >/dev/null 2>&1 && return
	skip "$1 is not installed"
	return 1
}

run_make() { # ROOT TARGET [VARIABLE…]
	there=$1
	shift
	$make --no-print-directory B="${B:-build/release}" DESTDIR="$there" \
		"$@" >"$scratch/log" 2>&1 || {
		cat "$scratch/log"
		exit 1
	}
}

list() { # ROOT: modes and names
	(cd "$1" && find . -type f -printf '%m %p\n' | sort -k 2)
}

contents() {
	(cd "$root" && find . -type f -exec cksum {} + | sort)
}

# Beside the module that every libpam comes with.
pam_dir=$(find /usr/lib /usr/lib64 -name pam_permit.so 2>/dev/null |
	sed 's,/pam_permit\.so$,,' | sort | tail -n 1)
[ "$pam_dir" ] || fail 'this machine has no PAM modules'

umask 077
run_make "$root" install
chmod 755 "$root"
list "$root" >"$scratch/first"
contents >"$scratch/contents"
{
	echo '755 ./usr/bin/dockwarden'
	echo '750 ./usr/sbin/audisp-dockwarden'
	echo '640 ./etc/audit/plugins.d/dockwarden.conf'
	echo '644 ./etc/apparmor.d/usr.sbin.audisp-dockwarden'
	echo '644 ./etc/logrotate.d/dockwarden'
	echo '644 ./usr/lib/sysusers.d/dockwarden.conf'
	echo '644 ./usr/lib/tmpfiles.d/dockwarden.conf'
	echo "644 .$pam_dir/pam_dockwarden.so"
	echo '644 ./usr/share/pam-configs/dockwarden'
	for page in doc/*.[1-9]; do
		echo "644 ./usr/share/man/man${page##*.}/${page#doc/}"
	done
	for file in CHANGELOG.md LICENSE README.md SECURITY.md; do
		echo "644 ./usr/share/doc/dockwarden/$file"
	done
	echo '644 ./usr/share/dockwarden/alert.schema.json'
	echo '755 ./usr/share/dockwarden/host-setup'
	for file in rules/*.rules; do
		[ ! -e "$file" ] || echo "644 ./usr/share/dockwarden/$file"
	done
	for file in bash-completion/completions/dockwarden \
		bash-completion/completions/audisp-dockwarden \
		zsh/site-functions/_dockwarden; do
		echo "644 ./usr/share/$file"
	done
} | sort -k 2 >"$scratch/want"
diff -u "$scratch/want" "$scratch/first" ||
	fail 'installed files or modes differ from what is expected'

"$root/usr/bin/dockwarden" --version >/dev/null
"$root/usr/bin/dockwarden" policy default >/dev/null
"$root/usr/sbin/audisp-dockwarden" --version >/dev/null
grep -qx 'path = /usr/sbin/audisp-dockwarden' \
	"$root/etc/audit/plugins.d/dockwarden.conf" ||
	fail 'plugins.d/dockwarden.conf does not name the program'

grep -q '^Default: no$' "$root/usr/share/pam-configs/dockwarden" ||
	fail 'the PAM profile is not off by default'
# Once enabled, pam-auth-update writes it where it protects.
profile=$root/usr/share/pam-configs/dockwarden
if grep -nE 'Primary|sufficient|onerr=allow' "$profile"; then
	fail 'the PAM profile can be passed by'
fi
# Each line of the module that can refuse is one that refuses, and where it
# cannot be loaded the two behind it are asked; pam_dockwarden(8) says why.
expected='	[success=2 new_authtok_reqd=2 ignore=2 module_unknown=ignore default=bad]	pam_dockwarden.so
	[success=1 default=ignore]	pam_succeed_if.so quiet uid eq 0
	required	pam_succeed_if.so quiet_success user notingroup docker'
for kind in Account Session; do
	[ "$(sed -n "/^$kind:/,/^[A-Z].*-Type:/p" "$profile" | grep '^	')" = \
		"$expected" ] || fail "the PAM profile: $kind"
done
[ "$(sed -n 's/^Priority: //p' "$profile")" -gt 0 ] ||
	fail 'the PAM profile comes after that of pam_systemd (priority 0)'

run_make "$scratch/local" install PREFIX=/usr/local
grep -qx 'path = /usr/local/sbin/audisp-dockwarden' \
	"$scratch/local/etc/audit/plugins.d/dockwarden.conf" ||
	fail 'plugins.d/dockwarden.conf does not follow PREFIX'
[ -x "$scratch/local/usr/local/sbin/audisp-dockwarden" ] ||
	fail 'the program is not where plugins.d/dockwarden.conf has it'
run_make "$scratch/local" uninstall PREFIX=/usr/local
[ -z "$(list "$scratch/local")" ] || {
	list "$scratch/local"
	fail 'uninstall with a PREFIX leaves these'
}

run_make "$root" install
list "$root" >"$scratch/second"
contents >"$scratch/contents.second"
diff -u "$scratch/first" "$scratch/second" ||
	fail 'a second install changes files or modes'
diff -u "$scratch/contents" "$scratch/contents.second" ||
	fail 'a second install changes contents'

directory() { # PATH: is owned by the user, closed to others
	is=$(stat -c '%a %u:%g' "$machine$1")
	[ "$is" = "750 $owner" ] || fail "$1: $is, not 750 $owner"
}

# On a machine of its own, where the plugin ran before there was the user.
try_user() {
	machine=$scratch/machine
	mkdir -p "$machine/etc" "$machine/var/log/dockwarden"
	cp -r "$root/usr" "$machine"
	echo '{}' >"$machine/var/log/dockwarden/alerts.json"
	systemd-sysusers --root="$machine" >/dev/null 2>&1 ||
		fail 'systemd-sysusers fails'
	owner=$(sed -n 's/^_dockwarden:[^:]*:\([0-9]*:[0-9]*\):.*/\1/p' \
		"$machine/etc/passwd")
	[ "$owner" ] || fail 'systemd-sysusers makes no user _dockwarden'
	systemd-tmpfiles --root="$machine" --create dockwarden.conf ||
		fail 'systemd-tmpfiles fails'
	directory /var/lib/dockwarden
	directory /var/log/dockwarden
	is=$(stat -c '%u:%g' "$machine/var/log/dockwarden/alerts.json")
	[ "$is" = "$owner" ] ||
		fail "alerts.json that root left is $is, not $owner"
}
if have systemd-sysusers && have systemd-tmpfiles; then
	systemd-sysusers --dry-run \
		"$root/usr/lib/sysusers.d/dockwarden.conf" >"$scratch/log" \
		2>&1 || {
		cat "$scratch/log"
		fail 'systemd-sysusers does not take sysusers.d/dockwarden.conf'
	}
	if [ "$(id -u)" -eq 0 ]; then
		try_user
	else
		skip 'only root gives files to a user'
	fi
fi
if have logrotate; then
	logrotate -d -s "$scratch/rotated" "$root/etc/logrotate.d/dockwarden" \
		>"$scratch/log" 2>&1 || {
		cat "$scratch/log"
		fail 'logrotate does not take logrotate.d/dockwarden'
	}
fi

if unshare -m --propagation private true 2>/dev/null; then
	gzip -dc tests/data/captures/baseline.log.gz >"$scratch/audit.log"
	unshare -m --propagation private tests/first_run.sh "$root" \
		"$scratch/audit.log" || status=1
else
	skip 'the first run needs a mount namespace'
fi

# While a service names it, the module stays.
mkdir -p "$root/etc/pam.d"
echo 'session required pam_dockwarden.so' >"$root/etc/pam.d/login"
if (run_make "$root" uninstall) >/dev/null; then
	fail 'uninstall removes a module that PAM uses'
fi
list "$root" | grep -v ' ./etc/pam.d/login$' | diff -u "$scratch/want" - ||
	fail 'uninstall removes files before it refuses'
echo '# session required pam_dockwarden.so' >"$root/etc/pam.d/login"
run_make "$root" uninstall
rm "$root/etc/pam.d/login"
[ -z "$(list "$root")" ] || {
	list "$root"
	fail 'uninstall leaves these'
}
exit "$status"

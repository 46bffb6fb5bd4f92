# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2034
# scene.sh: sourced by what runs in a scene: what a host has to be like before,
# between and after the steps of dpkg.  A check that fails says so, and the
# scene goes on; scene_end tells.
conf=/etc/audit/plugins.d/dockwarden.conf
rules=/etc/audit/rules.d/20-dockwarden.rules
module=/usr/lib/x86_64-linux-gnu/security/pam_dockwarden.so
plugin=/usr/sbin/audisp-dockwarden
failures=0

check() { # WHAT COMMAND…
	local what=$1
	shift
	"$@" >/run/check.log 2>&1 && return
	echo "${scene:-}: $what"
	sed 's/^/    /' /run/check.log | tail -n 5
	failures=$((failures + 1))
}

not() {
	! "$@"
}

scene_end() {
	[ "$failures" -eq 0 ]
}

wait_for() { # COMMAND…: up to 5 s
	local _
	for _ in $(seq 100); do
		"$@" && return
		sleep 0.05
	done
	return 1
}

# A host: auditd, its own rules, three users and root.  mallory is what the
# module is there for.
host_make() {
	for user in alice mallory; do
		useradd -m -s /bin/sh "$user"
	done
	groupadd docker
	usermod -aG docker mallory
	printf '%s\n' root:of-root alice:of-alice mallory:of-mallory |
		chpasswd
	echo '-w /etc/shadow -p wa -k shadow' >/etc/audit/rules.d/50-site.rules
	augenrules >/dev/null
	# The rules are those of a host; here it is the packages' part that is
	# tested.
	cat >/usr/local/bin/dockwarden <<-'SCRIPT'
		#!/bin/sh
		[ "${1:-}" != rules ] || [ $# -gt 1 ] || {
			echo -i
			echo "-w /etc/docker -p wa -k docker"
			[ ! -e /usr/sbin/dockerd ] ||
				echo "-w /usr/sbin/dockerd -p wa -k docker"
			dpkg-query -W -f '# of ${Version}\n' dockwarden
			cat /etc/more-rules 2>/dev/null
			echo -c
			exit 0
		}
		exec /usr/bin/dockwarden "$@"
	SCRIPT
	chmod 755 /usr/local/bin/dockwarden
}

host_begin() {
	cp /scene/auditd.sh /usr/local/sbin/auditd
	setsid auditd >/dev/null 2>&1 </dev/null &
	wait_for test -s /run/auditd.pid
}

enters() { # SERVICE USER: all that a login asks of PAM but a password
	timeout 20 pamtester "$1" "$2" acct_mgmt \
		'setcred(PAM_ESTABLISH_CRED)' open_session close_session
}

changes_to() { # PASSWORD USER: an ordinary user, by su
	echo "$1" | timeout 20 setpriv --reuid alice --regid alice \
		--clear-groups su "$2" -c true
}

# Root and an ordinary user get in everywhere, whatever state this is.
logins_work() { # [SERVICE…]
	local service user
	for service in "${@:-su}"; do
		for user in root alice; do
			check "$user is refused by $service" \
				enters "$service" "$user"
		done
	done
	check 'root cannot su to alice' su alice -c true
	check 'alice cannot su to root' changes_to of-root root
}
services=(su su-l login sshd sudo cron atd)

mallory_is() { # refused|free
	case $1 in
	refused)
		check 'mallory gets in by su' not enters su mallory
		check 'mallory gets in by sshd' not enters sshd mallory
		;;
	free) check 'mallory is refused' enters su mallory ;;
	esac
}

names_module() {
	grep -qsE '^[^#]*pam_dockwarden\.so' /etc/pam.d/*
}

# What runs, and " (deleted)" behind it where that is not the file any more.
programs() {
	readlink /proc/[0-9]*/exe 2>/dev/null
}

plugin_runs() {
	programs | grep -q "^$plugin"
}

the_new_plugin_runs() {
	programs | grep -qx "$plugin"
}

# What must hold at any moment, also of a host whose dpkg was killed.
always() {
	check 'PAM names a module that is not there' eval \
		'! names_module || [ -e "$module" ]'
	check 'auditd is gone' kill -0 "$(cat /run/auditd.pid)"
	check 'rules of the site are gone' grep -q shadow \
		/etc/audit/rules.d/50-site.rules
	check 'nsswitch.conf changed' cmp /etc/nsswitch.conf /run/nsswitch
	logins_work su
}

# Nothing refers to a program that is not there.
at_rest() {
	check 'auditd is to start a plugin that is not there' eval \
		'[ ! -e "$conf" ] || [ -x "$plugin" ]'
	check 'dpkg finds something to do' eval \
		'[ -z "$(dpkg --audit; dpkg --configure --pending --no-act)" ]'
}

is_installed() { # VERSION
	check "$1 is not installed" eval '[ "$(dpkg-query -W \
		-f "\${Status} \${Version};" dockwarden libpam-dockwarden)" = \
		"install ok installed '"$1"';install ok installed '"$1"';" ]'
	check 'files differ from the packages' eval \
		'[ -z "$(dpkg --verify dockwarden libpam-dockwarden)" ]'
	check 'the configuration is not 0640 root' eval \
		'[ "$(stat -c "%a %U %G" "$conf")" = "640 root root" ]'
	check 'there is no user' getent passwd _dockwarden
	check 'its directories are not its own' eval '[ "$(stat -c "%a %U" \
		/var/lib/dockwarden /var/log/dockwarden | sort -u)" = \
		"750 _dockwarden" ]'
	check 'the plugin does not run, or is an old one' \
		wait_for the_new_plugin_runs
	check 'there are no rules of this version' grep -qx "# of $1" "$rules"
	check 'the rules are not loaded' grep -q -- '-k docker' /run/loaded
	check 'rules of the site are not loaded' grep -q shadow /run/loaded
}

is_removed() {
	check 'the configuration is still there' test ! -e "$conf"
	check 'the rules are still there' test ! -e "$rules"
	check 'the plugin still runs' wait_for eval '! plugin_runs'
	check 'the rules are still loaded' eval \
		'! grep -q -- "-k docker" /run/loaded /etc/audit/audit.rules'
	check 'rules of the site are not loaded' grep -q shadow /run/loaded
	check 'the module is still there' test ! -e "$module"
	check 'PAM names the module' not names_module
	check 'PAM is not as it was' pam_is_as_before
	mallory_is free
}

pam_files() {
	cat /etc/pam.d/common-*
}

pam_is_as_before() {
	pam_files | cmp - /var/tmp/pam.before
}

scene_begin() {
	cp /etc/nsswitch.conf /run/nsswitch
	mkdir -p /run/steps
	cp /scene/step.sh /run/steps/step
	/sbin/augenrules --load >/dev/null 2>&1
	host_begin
}

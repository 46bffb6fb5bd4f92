#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# scenes.sh SCENE [ARGUMENT…]: one scene of test_deb.sh, as root of a root of
# its own.  /scratch/debs/OLD and NEW are the packages of two versions.
# shellcheck disable=SC2016 # what eval gets
set -u
# shellcheck source=tests/packaging/scene.sh
. /scene/scene.sh

old=$(cat /scratch/debs/OLD/version)
new=$(cat /scratch/debs/NEW/version)

# In a session of its own: what kills it kills nothing else.
operate() { # COMMAND…: its status; a step may kill it
	setsid -w sh -c 'echo $$ >/run/steps/group; exec "$@" >/run/dpkg.log \
		2>&1 </dev/null' sh "$@" 2>/dev/null
}

work() { # COMMAND…: must succeed
	operate "$@" && return
	echo "$scene: failed: $*"
	tail -n 5 /run/dpkg.log
	failures=$((failures + 1))
}

install_() {
	operate dpkg -i /scratch/debs/"$1"/*.deb
}
remove_() {
	operate dpkg -r dockwarden libpam-dockwarden
}
purge_() {
	operate dpkg -P dockwarden libpam-dockwarden
}

enable() {
	work pam-auth-update --enable dockwarden
}

# Everything of a host but what dpkg, apt and logs write about themselves, what
# Ubuntu's pam_motd keeps in homes, and the user, who stays.
inventory() {
	find / -xdev \( -path /scratch -o -path /scene -o -path /proc -o \
		-path /run -o -path /dev -o -path /var/lib/dpkg -o \
		-path /var/cache/debconf -o -path /var/log/dpkg.log -o \
		-path /var/log/lastlog -o -path /var/log/wtmp -o -path /tmp -o -path /sys -o -path /var/tmp -o \
		-path /var/cache/man -o -path /var/cache/ldconfig -o \
		-path '/*/.cache' \) -prune -o \
		! -type d -printf '%p %m %u %s\n' -o \
		-type d -printf '%p/ %m %u\n' |
		grep -vE '^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-? |^/etc/\.pwd\.lock |^/etc/audit/audit.rules.prev ' |
		sort
}

scene_host() {
	host_make
	augenrules --load >/dev/null
	pam_files >/var/tmp/pam.before
	inventory >/var/tmp/inventory.before
}

scene_install() {
	work dpkg -i /scratch/debs/OLD/*.deb
	is_installed "$old"
	check 'auditd was not told' test -s /run/reloads
	check 'PAM changed though nobody asked' pam_is_as_before
	check 'there is no profile to enable' \
		test -e /usr/share/pam-configs/dockwarden
	logins_work "${services[@]}"
	mallory_is free
	always
	at_rest
	operate pam-auth-update --package
	check 'a package enables the profile' pam_is_as_before
	enable
	logins_work "${services[@]}"
	mallory_is refused
}

# While it is upgraded, people log in.
log_in_on_and_on() {
	while [ -e /run/log-in ]; do
		for user in root alice; do
			enters su "$user" >/run/login.log 2>&1 || {
				echo "$user"
				cat /run/login.log
			} >>/run/login.failures
		done
		! enters su mallory >/dev/null 2>&1 ||
			echo mallory >>/run/login.failures
		echo >>/run/login.count
	done
}

scene_upgrade() {
	local reader
	pam_files >/var/tmp/pam.enabled
	: >/run/login.failures
	: >/run/login.count
	: >/run/log-in
	log_in_on_and_on &
	reader=$!
	work dpkg -i /scratch/debs/NEW/*.deb
	# And the policy is emptied in the middle of another one.
	mkdir -p /etc/dockwarden
	operate dpkg --unpack /scratch/debs/OLD/*.deb
	: >/etc/dockwarden/policy.json
	check 'no login was tried' wait_for eval \
		'[ "$(wc -l </run/login.count)" -gt 3 ]'
	always
	mallory_is refused
	work dpkg -i /scratch/debs/NEW/*.deb
	rm /run/log-in
	wait "$reader"
	check "logins went wrong: $(sort /run/login.failures | uniq -c |
		head -n 5)" test ! -s /run/login.failures
	echo "  $(wc -l </run/login.count) rounds of logins during upgrades"
	is_installed "$new"
	check 'the upgrade changed PAM' eval \
		'pam_files | cmp - /var/tmp/pam.enabled'
	mallory_is refused
	always
	at_rest
}

scene_remove() {
	sed -i 's/^direction.*/& # of the site/' "$conf"
	work dpkg -r dockwarden libpam-dockwarden
	is_removed
	always
	at_rest
	# auditd looks for plugins once more.
	kill -HUP "$(cat /run/auditd.pid)"
	sleep 0.3
	check 'auditd misses a plugin' test ! -e /run/missing
	logins_work "${services[@]}"
	# And back: what was changed still is; PAM is off, as at first.
	work dpkg --force-confold -i /scratch/debs/NEW/*.deb
	check 'a changed configuration was lost' \
		grep -q '# of the site' "$conf"
	check 'it is still put aside' test ! -e "$conf.removed"
	check 'PAM changed though nobody asked' pam_is_as_before
	check 'the plugin does not run' wait_for the_new_plugin_runs
	check 'there are no rules' grep -qx "# of $new" "$rules"
	work dpkg -r dockwarden libpam-dockwarden
	work dpkg -P dockwarden libpam-dockwarden
	always
	check 'purge leaves files' eval 'inventory |
		diff /var/tmp/inventory.before - >&2'
}

# Removed, but not purged.
scene_removed() {
	operate pam-auth-update --disable dockwarden
	work dpkg -r dockwarden libpam-dockwarden
	is_removed
}

scene_purge() {
	work dpkg -P dockwarden libpam-dockwarden
	is_removed
	always
	at_rest
	check 'purge leaves files' eval 'inventory |
		diff /var/tmp/inventory.before - >&2'
}

# pam-auth-update does not touch what somebody changed: then the module stays.
scene_changed_pam() {
	sed -i '/^# end of pam-auth-update/i auth optional pam_warn.so' \
		/etc/pam.d/common-auth
	check 'it is removed though PAM names it' \
		not operate dpkg -r libpam-dockwarden
	check 'the module is gone' test -e "$module"
	check 'it is not said why' grep -q common-auth /run/dpkg.log
	always
	mallory_is refused
	logins_work "${services[@]}"
	sed -i '/pam_dockwarden/d' /etc/pam.d/common-*
	work dpkg -r libpam-dockwarden
	check 'the module is still there' test ! -e "$module"
	always
}

# The same for a line of the administrator's own.
scene_own_line() {
	work pam-auth-update --disable dockwarden
	echo 'account required pam_dockwarden.so' >>/etc/pam.d/su
	check 'it is removed though PAM names it' \
		not operate dpkg -r libpam-dockwarden
	check 'it is not said why' grep -q /etc/pam.d/su /run/dpkg.log
	check 'the profile was enabled' pam_is_as_before
	always
	sed -i '/pam_dockwarden/d' /etc/pam.d/su
	work dpkg -P libpam-dockwarden
	always
}

# Rules come and go with an upgrade, with Docker and with a removal; what an
# administrator loaded by hand stays loaded.
scene_rules_come_and_go() {
	echo '-w /by-hand -p wa' >>/run/loaded
	echo '-w /more -p wa -k docker' >/etc/more-rules
	work dpkg -i /scratch/debs/NEW/*.deb
	is_installed "$new"
	check 'a rule more was not loaded' grep -q /more /run/loaded
	rm /etc/more-rules

	mkdir -p /tmp/docker/DEBIAN /tmp/docker/usr/sbin
	printf '%s\n' 'Package: docker' 'Version: 1' 'Architecture: all' \
		'Maintainer: test <test@packages.example>' \
		'Description: test' >/tmp/docker/DEBIAN/control
	: >/tmp/docker/usr/sbin/dockerd
	work dpkg-deb -b /tmp/docker /tmp/docker.deb
	work dpkg -i /tmp/docker.deb
	check 'no rule for Docker, which was installed' \
		grep -q /usr/sbin/dockerd "$rules"
	check 'the rule for Docker is not loaded' \
		grep -q /usr/sbin/dockerd /run/loaded
	work dpkg -P docker
	check 'a rule for Docker, which was removed' \
		not grep -q /usr/sbin/dockerd "$rules"

	check 'rules of others were unloaded' grep -q /by-hand /run/loaded
	work dpkg -r dockwarden libpam-dockwarden
	check 'removed, but loaded' not grep -q 'etc/docker' /run/loaded
	check 'removal unloads rules of others' grep -q /by-hand /run/loaded
	always
	at_rest
}

# Rules that somebody changed or deleted are the administrator's.
scene_own_rules() {
	echo '-w /srv -p wa -k docker' >>"$rules"
	cp "$rules" /run/own
	work dpkg -i /scratch/debs/NEW/*.deb
	check 'changed rules were replaced' cmp /run/own "$rules"
	rm "$rules"
	work dpkg -i /scratch/debs/OLD/*.deb
	check 'deleted rules were made again' test ! -e "$rules"
	rm "$conf"
	work dpkg -i /scratch/debs/NEW/*.deb
	check 'a deleted configuration was made again' test ! -e "$conf"
	always
	work dpkg -P dockwarden libpam-dockwarden
	always
}

# A host whose rules cannot, or must not, be ours.
scene_rules_of_others() {
	echo '-a always,exit -F path=/run/docker.sock -F key=docker-api' \
		>/etc/audit/rules.d/30-docker.rules
	work dpkg -i /scratch/debs/OLD/*.deb
	check 'rules were made beside those of the site' test ! -e "$rules"
	check 'it is not said why' grep -q 30-docker.rules /run/dpkg.log
	work dpkg -P dockwarden libpam-dockwarden
	rm /etc/audit/rules.d/30-docker.rules

	echo '-w /refused -p wa' >/etc/more-rules
	work dpkg -i /scratch/debs/OLD/*.deb
	check 'a refused rule is not told of' \
		grep -q 'not take all' /run/dpkg.log
	check 'a refused rule stops the others' \
		grep -q shadow /run/loaded
	work dpkg -P dockwarden libpam-dockwarden
	rm /etc/more-rules

	echo '-w /etc/hosts -p wa' >/etc/audit/audit.rules
	cp /etc/audit/audit.rules /run/by-hand
	work dpkg -i /scratch/debs/OLD/*.deb
	check 'rules made by hand were replaced' \
		cmp /run/by-hand /etc/audit/audit.rules
	work dpkg -P dockwarden libpam-dockwarden
	check 'rules made by hand were replaced by purge' \
		cmp /run/by-hand /etc/audit/audit.rules
	augenrules >/dev/null

	echo 2 >/run/enabled
	work dpkg -i /scratch/debs/OLD/*.deb
	check 'locked rules: not said' grep -q 'next boot' /run/dpkg.log
	# auditd 4.0's augenrules leaves audit.rules to the boot where it is locked.
	check 'locked rules: not for the next boot' \
		grep -q -- '-k docker' "$rules"
	work dpkg -P dockwarden libpam-dockwarden
	always
}

# No auditd that runs, as where a root is put together: nothing is loaded, and
# another root's auditd is not told.
scene_without_auditd() {
	kill -TERM "$(cat /run/auditd.pid)"
	sleep 0.3
	: >/run/loaded
	sleep 60 &
	echo $! >/run/auditd.pid
	work dpkg -i /scratch/debs/OLD/*.deb
	check 'rules were loaded' test ! -s /run/loaded
	check 'a process that is no auditd was ended' kill -0 $!
	check 'there are no rules' test -e "$rules"
	work dpkg -r dockwarden libpam-dockwarden
	check 'a process that is no auditd was ended' kill -0 $!
	work dpkg -P dockwarden libpam-dockwarden
}

# The steps that an operation has.
scene_steps() { # OPERATION
	begin_operation "$1"
	: >/run/steps/log
	check "$1 failed" operation "$1"
	sort -u /run/steps/log >/scratch/steps."$1"
}

operation() { # install|upgrade|again|remove|purge
	case $1 in
	install) install_ OLD ;;
	upgrade | again) install_ NEW ;;
	remove) remove_ ;;
	purge) purge_ ;;
	esac
}

begin_operation() {
	# What may run over from one to the other is put into the layer.
	[ "$1" = install ] || kill -HUP "$(cat /run/auditd.pid)"
	sleep 0.1
}

# One operation, interrupted at a step, and then done again.
scene_interrupted() { # OPERATION kill|fail STEP
	scene="$1, $2 at $3"
	begin_operation "$1"
	echo "$3" >/run/steps/at
	echo "$2" >/run/steps/what
	operation "$1"
	check 'the step did not come' test ! -e /run/steps/at
	always
	# auditd may be told at any time.
	kill -HUP "$(cat /run/auditd.pid)"
	sleep 0.1
	always
	work_again "$1"
	always
	at_rest
}

work_again() {
	case $1 in
	install)
		work dpkg -i /scratch/debs/OLD/*.deb
		is_installed "$old"
		mallory_is free
		;;
	upgrade)
		work dpkg -i /scratch/debs/NEW/*.deb
		is_installed "$new"
		mallory_is refused
		;;
	again)
		work dpkg -i /scratch/debs/NEW/*.deb
		is_installed "$new"
		check 'it is still put aside' test ! -e "$conf.removed"
		mallory_is free
		;;
	remove | purge)
		check 'it cannot be done again' operation "$1"
		is_removed
		;;
	esac
}

scene=$1
played=$1
shift
scene_begin
"scene_$played" "$@"
scene_end

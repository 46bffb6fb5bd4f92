# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# From files, without a network: apt finds all that they depend on.
guest_copy "$packages"/1/*.deb /root/packages
guest_limit=300 guest_run 'export DEBIAN_FRONTEND=noninteractive
	apt-get install -y -q --no-install-recommends /root/packages/*.deb' \
	>"$guest/state/install.log" 2>&1 ||
	fail "apt-get: $(tail -n 3 "$guest/state/install.log")"
guest_run 'dpkg --audit' | grep . && fail 'dpkg --audit finds trouble'
! guest_run 'grep -rl pam_dockwarden /etc/pam.d' | grep . ||
	fail 'a service names the module, and nobody has enabled it'
say "$(guest_run 'dpkg-query -W -f "\${Package} \${Version}, " dockwarden \
	libpam-dockwarden')nothing in /etc/pam.d"

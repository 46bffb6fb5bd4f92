# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# mallory is refused by each way, alice gets docker, the others notice nothing.
guest_run 'DEBIAN_FRONTEND=noninteractive pam-auth-update --enable dockwarden'
logins_let_in alice mallory
logins_expect alice 'in .*(docker|root)'
logins_expect mallory refused
guest_wait 20 alerted SSE_SEC_APP_DOCKER_03 '"action":"login"' mallory ||
	fail 'no alert of the refused login'
say "$(wc -l <"$guest/state/logins") logins; $(last_alert '"action":"login"')"

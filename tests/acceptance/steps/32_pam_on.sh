# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# mallory is refused by each way, alice gets docker, the others notice nothing.
guest_run 'DEBIAN_FRONTEND=noninteractive pam-auth-update --enable dockwarden'
logins_let_in alice mallory
logins_expect alice 'in .*(docker|root)'
logins_expect mallory refused
for item in 03; do
	guest_wait 20 alerted "SSE_SEC_APP_DOCKER_$item" '"action":"login"' \
		mallory || fail 'no alert of the refused login'
done
say "$(wc -l <"$guest/state/logins") logins; $(last_alert '"action":"login"')"

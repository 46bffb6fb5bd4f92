# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# The module vanishes, then is an empty file, while PAM names it.
so=/usr/lib/x86_64-linux-gnu/security/pam_dockwarden.so
guest_run "mv $so /root/module"
logins_let_in mallory
logins_expect mallory refused
guest_run ": >$so"
guest_login bob true || fail 'an empty module keeps bob out'
guest_login root true || fail 'an empty module keeps root out'
! guest_login mallory true || fail 'an empty module lets mallory in'
guest_run "rm $so; mv /root/module $so"
guest_login alice id | grep -q docker || fail 'alice is without docker'
say 'root and bob in by seven ways, mallory refused; alice is in when it is back'

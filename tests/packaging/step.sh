# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh disable=SC2154
# step.sh: sourced at the beginning and the end of every maintainer script of
# the packages that test_deb.sh prepared, with $dockwarden_step and the script's
# arguments.  /run/steps/at names the step at which /run/steps/what happens:
# "kill" kills dpkg and all it started, "fail" has the script fail.
dockwarden_step="$DPKG_MAINTSCRIPT_PACKAGE $dockwarden_step $1"
echo "$dockwarden_step" >>/run/steps/log
if [ "$(cat /run/steps/at 2>/dev/null)" = "$dockwarden_step" ]; then
	rm /run/steps/at
	case $(cat /run/steps/what) in
	kill) kill -KILL -- "-$(cat /run/steps/group)" ;;
	fail) exit 1 ;;
	esac
fi

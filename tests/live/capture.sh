#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# capture.sh OUTDIR: make the labelled audit logs under tests/data/captures with the real kernel, auditd, dockerd, sshd and sudo.
# Needs root without a login uid, and auditd, docker.io, containerd, runc, busybox-static, openssh-server, sudo, gcc,
# liburing-dev, acl, python3. PROFILES="baseline full" selects what is captured. Everything is put back on every way out.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ "$#" -ne 1 ] || [ "${1#-}" != "$1" ]; then
    echo "usage: capture.sh OUTDIR" >&2
    exit 2
fi
mkdir -p "$1"
OUT=$(cd "$1" && pwd)

# A host name of our own: records carry the name of the machine.
if [ "${LAB_UTS:-}" != yes ]; then
    LAB_UTS=yes exec unshare --uts -- bash "$here/capture.sh" "$OUT"
fi
hostname harbor01

# shellcheck source=tests/live/capture.d/lib.sh
. "$here/capture.d/lib.sh"
# shellcheck source=tests/live/capture.d/host.sh
. "$here/capture.d/host.sh"
# shellcheck source=tests/live/capture.d/rules.sh
. "$here/capture.d/rules.sh"
# shellcheck source=tests/live/capture.d/ordinary.sh
. "$here/capture.d/ordinary.sh"
# shellcheck source=tests/live/capture.d/attacks.sh
. "$here/capture.d/attacks.sh"
# shellcheck source=tests/live/capture.d/late.sh
. "$here/capture.d/late.sh"
# shellcheck source=tests/live/capture.d/finish.sh
. "$here/capture.d/finish.sh"

LAB=$(mktemp -d /tmp/lab.XXXX)
chmod 755 "$LAB"
# That auditctl is executed is recorded; what this script asks of it is not.
cp /usr/sbin/auditctl "$LAB/auditctl"
auditctl() { "$LAB/auditctl" "$@"; }
cd /
trap 'restore_host' EXIT
trap 'exit 130' INT TERM HUP

check_host
save_host
setup_host

for PROFILE in ${PROFILES:-baseline full}; do
    begin_profile
    ordinary_scenes
    attack_scenes
    late_scenes
    end_profile
done
deliver

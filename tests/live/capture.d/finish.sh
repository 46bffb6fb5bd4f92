# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154
# (variables are shared with the other files)
# What is delivered: packed logs, labels, and one file for each instructive shape of event.

# shape NAME PROFILE SCENARIO REGEX: the first event of the scenario with a record that matches, all its records
shape() {
    local first last serial log=$LAB/deliver/$2.log
    [ -f "$log" ] || return 0
    read -r first last < <(awk -F '\t' -v s="$3" '$1 == s { print $3, $4; exit }' "$LAB/$2.labels.tsv") || true
    serial=$(LC_ALL=C awk -v a="${first:-1}" -v b="${last:-0}" '
        match($0, /^type=[A-Z0-9_]+ msg=audit\([0-9.]+:[0-9]+\)/) {
            n = substr($0, RSTART, RLENGTH - 1); sub(/.*:/, "", n)
            if (n + 0 >= a && n + 0 <= b) print n "\t" $0
        }' "$log" | LC_ALL=C grep -aE -m 1 "$4" | cut -f 1) || true
    if [ -z "$serial" ]; then
        say "warning: no shape $1 in $3"
        return 0
    fi
    LC_ALL=C grep -aE "^type=[A-Z0-9_]+ msg=audit\([0-9.]+:$serial\):" "$log" | grep -av '^type=DAEMON_' >"$OUT/shapes/$1.log"
}

shapes() {
    local runc='comm="runc" exe="/" '
    mkdir -p "$OUT/shapes"
    rm -f "$OUT"/shapes/*.log
    shape append-one-key baseline append-sudo 'syscall=257.*key="docker"'
    shape append-two-keys full append-sudo 'syscall=257.*key=646F'
    shape append-unset-auid full append-root 'syscall=257.*key=646F'
    shape openat2 full openat2 'type=OPENAT2.*oflag=0[0-9]*1 |syscall=437.*labtool'
    shape opath-open full opath-reopen 'syscall=257.*a2=200000 '
    shape opath-reopen full opath-reopen 'syscall=257.*a2=401 '
    shape rdonly-trunc full rdonly-trunc 'syscall=257.*a2=200 '
    shape truncate-call full truncate-call 'syscall=76 '
    shape tmpfile-open full tmpfile-linkat 'syscall=257.*labtool'
    shape tmpfile-linkat full tmpfile-linkat 'syscall=265 '
    shape rename-over full rename-over 'syscall=82 .*labtool'
    shape renameat2-exchange full rename-exchange 'syscall=316 .*labtool'
    shape renameat2-noreplace-eexist full refused-rename 'syscall=316 '
    shape sed-temporary full sed-inplace 'name="/etc/docker/sed.*nametype=CREATE'
    shape sed-fchown full sed-inplace 'syscall=93 '
    shape sed-rename full sed-inplace 'syscall=82 '
    shape link full hardlink 'syscall=(86|265) '
    shape link-write full hardlink 'name="/tmp/lab.*/hl.json".*nametype=NORMAL'
    shape symlink full symlink-swap 'syscall=(88|266) '
    shape fchmod-null full fchmod 'syscall=91 '
    shape fchown-null full fchown 'syscall=93 '
    shape fsetxattr-null full fsetxattr 'syscall=190 '
    shape fchmodat2 full fchmodat2 'syscall=452 '
    shape setfacl full setfacl 'syscall=188 '
    shape open-by-handle full open-by-handle 'syscall=304 '
    shape io-uring-setup full io-uring-inline 'syscall=425 '
    shape uringop full io-uring-rule-async 'type=URINGOP'
    shape uringop-inline full io-uring-rule-inline 'type=URINGOP'
    shape i386-open full i386-open 'arch=40000003'
    shape i386-unlink full i386-unlink 'arch=40000003'
    shape dirfd full dirfd 'name="dirfd.conf"'
    shape relative full relative-path 'name="../etc/docker'
    shape refused-create full refused-create 'syscall=257.*success=no'
    shape refused-unlink full refused-unlink 'success=no.*comm="rm"'
    shape refused-connect full refused-connect 'syscall=42 '
    shape connect-python full client-connect-python 'syscall=42 '
    shape exec-docker full exec-bob 'syscall=59 .*comm="docker"'
    shape exec-long full exec-long 'type=EXECVE.*docker'
    shape proc-exe-etxtbsy full proc-exe-write 'exit=-26 '
    shape fake-dpkg full fake-dpkg 'exe="/usr/bin/dpkg"'
    shape dpkg-rename full packages-alice 'syscall=82 .*comm="dpkg"'
    shape dpkg-link full packages-alice 'syscall=86 .*comm="dpkg"'
    shape dockerd-exec full dockerd-start 'syscall=59 .*comm="dockerd"'
    shape deleted-dockerd full docker-volume-deleted 'exe=2F7573722F7362696E2F646F636B6572642028'
    shape deleted-containerd full docker-volume-deleted 'exe=2F7573722F62696E2F636F6E7461696E6572642028'
    shape runc-exec full docker-run-root 'syscall=59 .*comm="runc"'
    shape runc-init-exec full docker-run-root 'syscall=59 .*comm="exe"'
    shape sealed-runc full docker-run-root "syscall=322 .*$runc"
    shape docker-untar full docker-import 'type=EXECVE.*docker-untar'
    shape docker-untar-write full docker-import 'name="/etc/passwd".*nametype=CREATE'
    shape docker-untar-deleted full docker-untar-deleted 'name="/etc/passwd".*nametype=CREATE'
    shape overlay-check full dockerd-start 'syscall=59 success=yes.*exe="/check"'
    shape dockerd-key-json full dockerd-start 'name="/etc/docker/key.json".*nametype=CREATE'
    shape dockerd-bind full dockerd-start 'syscall=49 .*comm="dockerd"'
    shape unlinkat-dirfd full remove-dir 'name="daemon.json".*nametype=DELETE'
    shape docker-cp full container-docker-cp 'name="/x/new.json".*nametype=CREATE'
    shape container-etc full container-etc 'name="/host/docker/daemon.json"'
    shape container-own-dockerd full container-own-dockerd 'name="/v/pwned"'
    shape container-chroot full container-chroot 'exe="/usr/bin/bash".*key='
    shape login-sshd full login-only-bob 'type=LOGIN'
    shape login-forged full forged-host 'type=LOGIN'
    shape login-forged-container full forged-container 'type=LOGIN'
    shape login-forged-container-user full forged-container-user 'type=LOGIN'
    shape sudo-cmd full group-usermod 'type=USER_CMD'
    shape usermod-aG full group-usermod 'type=USER_CHAUTHTOK'
    shape usermod-aG-rename full group-usermod 'syscall=82 .*comm="usermod"'
    shape gpasswd full group-gpasswd 'type=USER_ACCT.*gpasswd|type=USER_MGMT'
    shape groupadd full group-same-gid 'type=ADD_GROUP'
    shape group-sed-rename full group-sed 'syscall=82 '
    shape user-record-forged full user-record-alice 'type=USER '
    shape config-change-add full audit-never 'op=add_rule'
    shape config-change-remove full audit-W 'op=remove_rule'
    shape config-change-tree full remove-dir 'op=remove_rule dir='
    shape config-change-path full remove-dir 'op=remove_rule path='
    shape config-change-enabled full audit-disable 'audit_enabled=0'
    shape config-change-rate full audit-limits 'audit_rate_limit'
    shape mount-bind full mount-bind 'syscall=165 '
    shape move-mount full mount-new-api 'syscall=429 '
    shape rename-dir-away full move-dir-away 'syscall=(82|264|316) .*comm="mv"'
    shape name-newline full name-newline 'nametype=CREATE'
    shape name-escape full name-escape 'nametype=CREATE'
    shape name-quote full name-quote 'nametype=CREATE'
    shape name-utf8 full name-utf8 'nametype=CREATE'
    shape name-hexlike full name-hexlike 'nametype=CREATE'
    shape name-record full name-record 'nametype=CREATE'
    if [ -f "$LAB/deliver/full.log" ]; then
        LC_ALL=C grep -a '^type=DAEMON_END.*auid=2003' "$LAB/deliver/full.log" >"$OUT/shapes/daemon-end.log" || true
        LC_ALL=C grep -a -m 1 '^type=DAEMON_START' "$LAB/deliver/full.log" >"$OUT/shapes/daemon-start.log" || true
    fi
}

deliver() {
    local p release
    release=$(uname -r)
    mkdir -p "$LAB/deliver"
    for p in ${PROFILES:-baseline full}; do
        LC_ALL=C sed "s/kernel=$release /kernel=${release%%-*} /" "$LAB/log/$p.log" >"$LAB/deliver/$p.log"
        ! grep -aqF -e "$here" -e "$OUT" "$LAB/deliver/$p.log" || die "the $p log names this machine's directories"
        gzip -9n <"$LAB/deliver/$p.log" >"$OUT/$p.log.gz"
        cp "$LAB/$p.labels.tsv" "$OUT/$p.labels.tsv"
        cp "$LAB/$p.rules" "$OUT/$p.rules"
    done
    shapes
    say "delivered to $OUT"
}

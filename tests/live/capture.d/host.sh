# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
# (variables are shared with the other files)
# What the scenes need on the host, and putting everything back.
LAB_USERS=(alice bob mallory)
STATE=(/var/lib/docker /var/lib/containerd)
CONFIG=(/etc/docker /etc/containerd /etc/default/docker /etc/hosts /usr/lib/systemd/system/docker.service
    /usr/lib/systemd/system/docker.socket /usr/lib/systemd/system/containerd.service)
BINARIES=(/usr/bin/docker /usr/sbin/dockerd /usr/bin/containerd /usr/bin/containerd-shim-runc-v2 /usr/bin/ctr /usr/sbin/runc
    /usr/bin/dpkg)
ACCOUNTS=(/etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/subuid /etc/subgid)
SAVED='' AUDIT_ENABLED=0 AUDIT_BACKLOG=64 LOST=0
AUDITD_PID='' SSHD_PID='' DOCKERD_PID='' CONTAINERD_PID=''

audit_status() { auditctl -s | awk -v k="$1" '$1 == k { print $2 }'; }

check_host() {
    local f u
    [ "$(id -u)" = 0 ] || die "must be root"
    [ "$(cat /proc/self/loginuid)" = 4294967295 ] || die "must run without a login uid"
    [ "$(audit_status pid)" = 0 ] || die "another audit daemon is registered"
    [ "$(audit_status enabled)" != 2 ] || die "the audit configuration is locked"
    [ "$(auditctl -l)" = "No rules" ] || die "audit rules are loaded"
    for f in "${STATE[@]}" /etc/systemd/system/docker.service.d /etc/systemd/system/docker.socket.d /home/alice /home/bob \
        /home/mallory /etc/sudoers.d/harbor; do
        [ ! -e "$f" ] || die "$f exists already"
    done
    for u in "${LAB_USERS[@]}"; do
        ! getent passwd "$u" >/dev/null || die "user $u exists already"
    done
    for f in "${BINARIES[@]}" "${CONFIG[@]}"; do
        [ -e "$f" ] || die "$f is missing"
    done
}

save_host() {
    local f
    mkdir -m 700 "$LAB/keep" "$LAB/keep/bin" "$LAB/keep/acc"
    tar -C / --xattrs -cpf "$LAB/keep/config.tar" "${CONFIG[@]#/}"
    cp -a "${BINARIES[@]}" "$LAB/keep/bin/"
    sha256sum "${BINARIES[@]}" >"$LAB/keep/bin.sum"
    for f in "${ACCOUNTS[@]}"; do
        [ ! -e "$f" ] || cp -p "$f" "$LAB/keep/acc/"
        [ ! -e "$f-" ] || cp -p "$f-" "$LAB/keep/acc/"
    done
    for f in wtmp lastlog btmp; do
        [ ! -e "/var/log/$f" ] || cp -p "/var/log/$f" "$LAB/keep/"
    done
    AUDIT_ENABLED=$(audit_status enabled)
    AUDIT_BACKLOG=$(audit_status backlog_limit)
    SAVED=yes
}

stop_pid() { # pid, seconds
    [ -n "$1" ] && kill -0 "$1" 2>/dev/null || return 0
    kill -TERM "$1" 2>/dev/null || true
    wait_for "${2:-15}" gone "$1" || kill -KILL "$1" 2>/dev/null || true
}
gone() { ! kill -0 "$1" 2>/dev/null; }

restore_accounts() {
    local u f
    for u in "${LAB_USERS[@]}"; do
        getent passwd "$u" >/dev/null && userdel -rf "$u" >/dev/null 2>&1
        getent group "$u" >/dev/null && groupdel "$u" >/dev/null 2>&1
        rm -rf "/home/${u:?}"
    done
    getent group harbor-ops >/dev/null && groupdel harbor-ops
    for f in "${ACCOUNTS[@]}"; do
        if [ -e "$f" ] && ! cmp -s "$f" "$LAB/keep/acc/${f##*/}"; then
            # only what the scenes can have left is put back by force
            if diff "$f" "$LAB/keep/acc/${f##*/}" | grep '^[<>]' | grep -qvE '^[<>] docker:'; then
                say "warning: $f differs from before: $(diff "$f" "$LAB/keep/acc/${f##*/}" | grep '^[<>]' | cut -c 1-60 | tr '\n' ' ')"
            else
                cat "$LAB/keep/acc/${f##*/}" >"$f"
            fi
        fi
        [ ! -e "$LAB/keep/acc/${f##*/}-" ] || cp -p "$LAB/keep/acc/${f##*/}-" "$f-"
    done
}

restore_host() {
    local rc=$? f n
    trap - EXIT INT TERM HUP
    set +e
    [ -n "$SAVED" ] || { rm -rf "$LAB"; exit "$rc"; }
    auditctl -D >/dev/null 2>&1
    stop_docker
    stop_pid "$SSHD_PID" 5
    stop_pid "$AUDITD_PID" 10
    auditctl -b "$AUDIT_BACKLOG" >/dev/null
    auditctl -e "$AUDIT_ENABLED" >/dev/null
    awk -v l="$LAB" '$5 ~ "^/var/lib/(docker|containerd)/" || $5 == "/etc/docker" || index($5, "/run/containerd/") == 1 \
        || index($5, "/run/docker/") == 1 || index($5, l "/") == 1 { print $5 }' /proc/self/mountinfo | sort -r |
        while read -r f; do umount "$f" || umount -l "$f"; done
    rm -rf "${STATE[@]}" /run/docker /run/docker.sock /run/docker.pid /run/containerd /etc/docker.away
    rm -rf /etc/systemd/system/docker.service.d /etc/systemd/system/docker.socket.d /etc/systemd/system/docker.service
    rm -f /etc/sudoers.d/harbor /etc/docker.fake
    rm -rf /etc/docker
    tar -C / --xattrs -xpf "$LAB/keep/config.tar"
    while read -r n f; do
        [ "$(sha256sum <"$f" | cut -d ' ' -f 1)" = "$n" ] && continue
        cp -a "$LAB/keep/bin/${f##*/}" "$f.lab" && mv -f "$f.lab" "$f"
    done <"$LAB/keep/bin.sum"
    restore_accounts
    for f in wtmp lastlog btmp; do
        [ ! -e "$LAB/keep/$f" ] || cat "$LAB/keep/$f" >"/var/log/$f"
    done
    [ -z "${LAB_RUN_SSHD:-}" ] || rmdir /run/sshd 2>/dev/null
    if [ -n "${LAB_KEEP:-}" ]; then say "kept $LAB"; else rm -rf "$LAB"; fi
    say "restored; exit status $rc"
    exit "$rc"
}

# Daemons start in the root directory, with a bare environment, as a service manager starts them.
daemon() { # log, command…
    local log=$1
    shift
    (cd / && exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        setsid "$@" </dev/null >>"$LAB/$log.out" 2>&1) &
}

start_docker() {
    daemon containerd /usr/bin/containerd
    CONTAINERD_PID=$!
    wait_for 20 test -S /run/containerd/containerd.sock || die "containerd did not start"
    daemon dockerd /usr/sbin/dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=overlay2
    DOCKERD_PID=$!
    echo "$DOCKERD_PID" >"$LAB/dockerd.pid"
    wait_for 30 grep -q 'API listen on' "$LAB/dockerd.out" || die "dockerd did not start: $(tail -n 3 "$LAB/dockerd.out")"
}
stop_docker() {
    stop_pid "$DOCKERD_PID" 30
    stop_pid "$CONTAINERD_PID" 15
    DOCKERD_PID='' CONTAINERD_PID=''
    [ ! -e "$LAB/dockerd.out" ] || mv "$LAB/dockerd.out" "$LAB/dockerd.$SECONDS.out"
}

start_auditd() {
    mkdir -p "$LAB/auditd/plugins.d"
    LOG=$LAB/log/$PROFILE.log
    install -d -m 700 "$LAB/log"
    cat >"$LAB/auditd/auditd.conf" <<-CONF
	local_events = yes
	write_logs = yes
	log_file = $LOG
	log_group = root
	log_format = ENRICHED
	flush = INCREMENTAL_ASYNC
	freq = 1
	max_log_file = 1000
	num_logs = 2
	max_log_file_action = IGNORE
	priority_boost = 4
	name_format = NONE
	space_left = 75
	space_left_action = IGNORE
	admin_space_left = 50
	admin_space_left_action = IGNORE
	disk_full_action = IGNORE
	disk_error_action = IGNORE
	plugin_dir = $LAB/auditd/plugins.d
	q_depth = 20000
	overflow_action = IGNORE
	CONF
    chmod 640 "$LAB/auditd/auditd.conf"
    (cd / && env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /usr/sbin/auditd -c "$LAB/auditd")
    wait_for 10 test -s /run/auditd.pid || die "auditd did not start"
    AUDITD_PID=$(cat /run/auditd.pid)
    wait_for 10 test -s "$LOG" || die "auditd does not write"
}

free_port() {
    local p
    for ((p = 22022; p < 22122; p++)); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null && { echo "$p"; return; }
    done
    return 1
}

setup_users() {
    local u n=2001
    mkdir -m 711 "$LAB/keys"
    for u in "${LAB_USERS[@]}"; do
        useradd -m -u "$n" -U -s /bin/bash -p '*' "$u"
        n=$((n + 1))
        ssh-keygen -q -t ed25519 -N '' -C "$u" -f "$LAB/keys/$u"
        install -d -m 700 -o "$u" -g "$u" "/home/$u/.ssh"
        install -m 600 -o "$u" -g "$u" "$LAB/keys/$u.pub" "/home/$u/.ssh/authorized_keys"
    done
    printf 'alice ALL=(ALL) NOPASSWD: ALL\nmallory ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers.d/harbor
    chmod 440 /etc/sudoers.d/harbor
    ssh-keygen -q -t ed25519 -N '' -C harbor01 -f "$LAB/keys/host"
    PORT=$(free_port)
    cat >"$LAB/keys/sshd_config" <<-CONF
	ListenAddress 127.0.0.1:$PORT
	HostKey $LAB/keys/host
	PidFile none
	UsePAM yes
	UseDNS no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	StrictModes yes
	PrintMotd no
	PrintLastLog no
	CONF
    [ -d /run/sshd ] || { mkdir -m 755 /run/sshd; LAB_RUN_SSHD=yes; }
    daemon sshd /usr/sbin/sshd -D -f "$LAB/keys/sshd_config"
    SSHD_PID=$!
    wait_for 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$PORT" || die "sshd did not start"
}

setup_image() {
    local a i=$LAB/img
    mkdir -p "$i/bin" "$i/etc" "$i/tmp" "$i/proc" "$i/root" "$i/usr/sbin"
    cp /bin/busybox "$i/bin/busybox"
    for a in sh ash cat cp mv rm ls ln chmod chown mkdir touch sleep id echo head tail sed grep chroot mount true dd tee vi; do
        ln -s busybox "$i/bin/$a"
    done
    echo 'root:x:0:0:root:/root:/bin/sh' >"$i/etc/passwd"
    echo 'root:x:0:' >"$i/etc/group"
    mkdir "$LAB/own"
    cp -a "$i/." "$LAB/own/"
    cp "$LAB/labtool" "$LAB/own/usr/sbin/dockerd"
    mkdir "$LAB/build"
    printf 'FROM harbor/base:1\nCOPY app.sh /app.sh\nRUN chmod 755 /app.sh\nCMD ["/bin/sh","/app.sh"]\n' >"$LAB/build/Dockerfile"
    echo 'echo started' >"$LAB/build/app.sh"
}

# The configuration every profile starts from.
reset_config() {
    rm -rf /etc/docker /etc/systemd/system/docker.service.d /etc/systemd/system/docker.socket.d
    tar -C / --xattrs -xpf "$LAB/keep/config.tar"
    grep -q harbor01 /etc/hosts || echo '127.0.0.1 harbor01' >>/etc/hosts
    mkdir -p /etc/docker/certs.d/registry.example:5000 /etc/systemd/system/docker.service.d
    printf '{\n  "log-level": "info",\n  "live-restore": false\n}\n' >/etc/docker/daemon.json
    echo 'certificate' >/etc/docker/certs.d/registry.example:5000/ca.crt
    echo 'private key' >/etc/docker/server-key.pem
    chmod 400 /etc/docker/server-key.pem
    chmod 444 /etc/docker/certs.d/registry.example:5000/ca.crt
    printf '[Service]\nLimitNOFILE=1048576\n' >/etc/systemd/system/docker.service.d/10-limits.conf
    cp -p /etc/docker/daemon.json "$LAB/daemon.json"
    install -d -m 711 /var/lib/docker /var/lib/containerd /run/containerd
}

setup_host() {
    say "setting up in $LAB"
    mkdir "$LAB/scenes" "$LAB/shapes"
    cc -O1 -static -o "$LAB/labtool" "$here/capture.d/labtool.c" -luring
    setup_users
    setup_image
    apt-get install -y --reinstall --download-only docker.io containerd runc >"$LAB/apt.out" 2>&1
    auditctl -b 32768 >/dev/null
}

begin_profile() {
    say "profile $PROFILE"
    reset_config
    # first start without rules: directories and sockets exist when the rules are loaded, as on a host in use
    start_docker
    stop_docker
    rm -f /etc/docker/key.json
    start_auditd
    write_rules "$PROFILE" >"$LAB/rules"
    cp "$LAB/rules" "$LAB/$PROFILE.rules"
    auditctl -R "$LAB/rules" >/dev/null
    [ "$(audit_status enabled)" = 1 ] || die "auditing is off"
    LOST=$(audit_status lost)
    OFFSET=0 SERIAL=0
    printf 'scenario\tkind\tfirst_serial\tlast_serial\titem\taction\tpath\ttarget_path\tauid\texe\toutcome\tnote\n' \
        >"$LAB/$PROFILE.labels.tsv"
    catch_up
}

end_profile() {
    local c
    [ "$(audit_status enabled)" = 1 ] || die "something switched auditing off during the capture"
    [ "$(audit_status lost)" = "$LOST" ] || die "the kernel lost records"
    auditctl -D >/dev/null
    for c in $(/usr/bin/docker ps -aq); do /usr/bin/docker rm -f "$c" >/dev/null || true; done
    stop_docker
    settle
    stop_pid "$AUDITD_PID" 10
    AUDITD_PID=''
    for c in "${STATE[@]}"; do
        awk -v p="$c/" 'index($5, p) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r m; do umount "$m" || true; done
        rm -rf "$c"
    done
    say "$PROFILE: $(wc -l <"$LOG") records, $(stat -c %s "$LOG") bytes, $FAILED warnings"
}

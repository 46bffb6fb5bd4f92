# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# write_rules PROFILE: auditctl's language on standard output. Files come before directories: the first rule that matches decides.
UNITS=/lib/systemd/system

# One line an object: baseline item, permissions, path.
watched_objects() {
    cat <<-EOT
	04 rwxa /usr/bin/docker
	04 rwxa /usr/sbin/dockerd
	10 rwxa /etc/docker/daemon.json
	11 rwxa /usr/bin/docker-containerd
	11 rwxa /usr/bin/containerd
	11 rwxa /usr/bin/containerd-shim-runc-v2
	11 rwxa /usr/bin/ctr
	12 rwxa /usr/bin/docker-runc
	12 rwxa /usr/sbin/runc
	07 rwxa $UNITS/docker.service
	08 rwxa $UNITS/docker.socket
	09 rwxa /etc/default/docker
	06 rwxa /etc/docker
	06 rwxa /etc/containerd
	05 rwxa /var/lib/docker
	EOT
}

# Mounts over programs, units and sockets, or of them elsewhere; opening by handle.
full_calls() {
    local item perm path
    {
        watched_objects | grep -v '^0[56] '
        echo '08 wa /run/docker.sock'
    } | while read -r item perm path; do
        # what is not there is mounted over by nobody
        [ -e "$path" ] || [ "$perm" = wa ] || continue
        echo "-a always,exit -F arch=b64 -S mount,umount2,move_mount,open_tree,open_by_handle_at -F path=$path -k docker -k docker-$item"
    done
}

write_rules() {
    local item perm path
    if [ "$1" = baseline ]; then
        watched_objects | while read -r item perm path; do
            echo "-w $path -k docker"
        done
        return
    fi
    {
        watched_objects
        cat <<-EOT
		04 rwxa /usr/bin/docker-init
		08 rwxa $UNITS/containerd.service
		08 wa /run/docker.sock
		08 wa /run/containerd/containerd.sock
		07 wa /etc/systemd/system/docker.service
		07 wa /etc/systemd/system/docker.service.d
		08 wa /etc/systemd/system/docker.socket.d
		05 rwxa /var/lib/containerd
		03 wa /etc/group
		03 wa /etc/gshadow
		03 wa /etc/passwd
		EOT
    } | while read -r item perm path; do
        # directories last
        if [ -d "$path" ]; then echo "2 $item $perm $path"; else echo "1 $item $perm $path"; fi
    done | sort -s -n -k 1,1 | while read -r _ item perm path; do
        echo "-w $path -p $perm -k docker -k docker-$item"
    done
    full_calls
    echo "-a always,exit -F arch=b64 -S ioctl -F a1=0x40086602 -F auid!=-1 -k docker -k docker-chattr"
    echo "-w /usr/sbin/auditctl -p wxa -k docker-audit"
    for arch in b64 b32; do
        for path in /run/docker.sock /run/containerd/containerd.sock; do
            echo "-a always,exit -F arch=$arch -S connect -F path=$path -k docker -k docker-08"
        done
        echo "-a always,exit -F arch=$arch -S mount,umount2,move_mount,open_tree -F dir=/etc/docker -k docker -k docker-06"
        echo "-a always,exit -F arch=$arch -S mount,umount2,move_mount,open_tree -F path=/etc -k docker -k docker-06"
        echo "-a always,exit -F arch=$arch -S open_by_handle_at -F dir=/etc/docker -k docker -k docker-06"
        echo "-a always,exit -F arch=$arch -S io_uring_setup -k docker -k docker-uring"
    done
    echo "-w /etc/audit -p wa -k docker-audit"
}

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
# image.sh: sourced by run.sh; the disk of a Debian as somebody installs it,
# who wants Docker and auditd: without dockwarden, but with what it depends on,
# since the machine has no network to install from.  Made as debian.sh makes its
# root, and kept beside that:
#
#   . tests/acceptance/image.sh BUILD
#   image_make            # sets image_disk, image_kernel, image_initrd, image_key
#
# Users: root, bob, alice and mallory (members of docker), eve.  Each has the
# password $image_password and the key that is root's.
# shellcheck source=tests/live/debian.sh
. "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../live/debian.sh" "$1"

image_password=Invented.Secret.1
image_size=3G
debian_seconds=1500
debian_packages=systemd,systemd-sysv,dbus,libpam-systemd,udev,kmod
debian_packages+=,libpam-modules,libpam-runtime,login,passwd,adduser,util-linux
debian_packages+=,openssh-server,openssh-client,sudo,cron,logrotate,procps
debian_packages+=,auditd,docker.io,busybox-static,apparmor,iproute2,init-system-helpers
debian_packages+=,initramfs-tools,$debian_libraries
case $debian_release in # the kernel, and where docker(1) is
bullseye | bookworm) debian_packages+=,linux-image-cloud-amd64 ;;
jammy | noble) debian_packages+=,linux-image-virtual ;;
*) debian_packages+=,linux-image-cloud-amd64,docker-cli ;;
esac
debian_masked=(
	apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer
	e2scrub_all.timer e2scrub_reap.service fstrim.timer logrotate.timer
	systemd-networkd-wait-online.service
)

# Overrides debian.sh's: this one is a machine.
debian_configure() { # ROOT
	local unit
	for unit in "${debian_masked[@]}"; do
		ln -sf /dev/null "$1/etc/systemd/system/$unit"
	done
	echo acceptance >"$1/etc/hostname"
	echo '127.0.0.1 localhost acceptance' >"$1/etc/hosts"
	echo '/dev/vda / ext4 noatime 0 1' >"$1/etc/fstab"
	printf '%s\n' '[Match]' 'Name=en* eth*' '[Network]' DHCP=ipv4 \
		>"$1/etc/systemd/network/acceptance.network"
	image_services "$1"
	image_users "$1"
}

# Docker as it is run where there is nothing to route.  The attacks come faster
# than journald, sshd and systemd take them for an honest machine's.
image_services() { # ROOT
	mkdir -p "$1/etc/docker" "$1/etc/systemd/journald.conf.d"
	echo '{ "iptables": false, "ip6tables": false, "bridge": "none" }' \
		>"$1/etc/docker/daemon.json"
	printf '%s\n' '[Journal]' 'RateLimitBurst=0' \
		>"$1/etc/systemd/journald.conf.d/acceptance.conf"
	printf '%s\n' 'PermitRootLogin yes' 'MaxStartups 100' 'UseDNS no' \
		>"$1/etc/ssh/sshd_config.d/acceptance.conf"
	echo 'ALL ALL=(ALL:ALL) NOPASSWD: ALL' >"$1/etc/sudoers.d/acceptance"
	chmod 440 "$1/etc/sudoers.d/acceptance"
	rm -f "$1"/etc/systemd/system/*/systemd-networkd.service
	chroot "$1" systemctl enable systemd-networkd.service ssh.service \
		auditd.service docker.service cron.service
	chroot "$1" systemd-machine-id-setup
}

# busybox, from which a container is made, stays in the image as its own tree.
image_users() { # ROOT
	chroot "$1" sh -eu <<-SH
		getent group docker >/dev/null || groupadd docker
		for user in alice mallory bob eve; do
			useradd -m -s /bin/bash "\$user"
		done
		usermod -aG docker alice
		usermod -aG docker mallory
		mkdir -p -m 700 /root/.ssh
		ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
		for user in root alice mallory bob eve; do
			echo "\$user:$image_password"
			home=\$(getent passwd "\$user" | cut -d: -f6)
			mkdir -p -m 700 "\$home/.ssh"
			cp /root/.ssh/id_ed25519.pub "\$home/.ssh/authorized_keys"
			chown -R "\$user:" "\$home/.ssh"
		done | chpasswd
		mkdir -p /opt/container/bin
		cp /bin/busybox /opt/container/bin
		ln -s busybox /opt/container/bin/sh
	SH
}

image_can() {
	local tool
	[ "$(id -u)" -eq 0 ] || fail 'only root can make the disk'
	for tool in debootstrap mkfs.ext4 qemu-system-x86_64 ssh; do
		command -v "$tool" >/dev/null || fail "$tool is not installed"
	done
}

image_make() { # sets image_disk, image_kernel, image_initrd, image_key
	image_can
	debian_make
	image_key=$debian_base/root/.ssh/id_ed25519
	image_kernel=$(echo "$debian_base"/boot/vmlinuz-*)
	image_initrd=$(echo "$debian_base"/boot/initrd.img-*)
	image_disk=$debian_base.ext4
	exec 9>"$debian_base.lock"
	flock -w 600 9 || fail 'another run makes the disk'
	if [ ! -e "$image_disk" ]; then
		rm -f "$image_disk.half"
		mkfs.ext4 -q -F -d "$debian_base" "$image_disk.half" \
			"$image_size" 9>&-
		mv "$image_disk.half" "$image_disk"
	fi
	exec 9>&-
}

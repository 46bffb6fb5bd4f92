# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2034
# (scenes are scripts for another shell; scene() reads what is set before it)
# Ordinary operation: nothing here is unauthorized when alice is the trusted administrator.

# The same client commands, by root as a system service runs them and by alice through ssh and sudo.
client_scenes() { # tag, actor
    local t=$1 a=$2 n="docker client commands"
    ordinary "docker-run-$t" "$a" "$n" <<-'EOS'
	docker run --rm --network none harbor/base:1 /bin/sh -c 'echo hello; id'
	EOS
    ordinary "docker-run-detached-$t" "$a" "$n" <<-'EOS'
	docker run -d --name web --network none harbor/base:1 /bin/sh -c 'while :; do echo tick; sleep 1; done'
	docker ps
	EOS
    ordinary "docker-exec-$t" "$a" "$n" <<-'EOS'
	docker exec web /bin/sh -c 'echo note > /tmp/note; cat /tmp/note'
	EOS
    ordinary "docker-logs-inspect-$t" "$a" "$n" <<-'EOS'
	docker logs web | tail -n 1; docker inspect web > /dev/null; docker ps -a; docker images; docker info > /dev/null
	EOS
    ordinary "docker-cp-out-$t" "$a" "$n" <<-'EOS'
	docker cp web:/etc/passwd /tmp/passwd.$$; rm -f /tmp/passwd.$$
	EOS
    ordinary "docker-stop-rm-$t" "$a" "$n" <<-'EOS'
	docker stop -t 1 web; docker rm web
	EOS
}

ordinary_scenes() {
    local reads
    say "ordinary operation"
    AFTER=start_docker
    ordinary dockerd-start root "containerd and dockerd start under the rules; dockerd creates /etc/docker/key.json" <<<'true'
    ordinary login-only-bob bob "a login that touches nothing" <<<'id; true'
    ordinary login-only-alice alice+sudo "a login and sudo that touch nothing" <<<'id; true'
    ordinary docker-import root "two images" <<-'EOS'
	tar -C $L/img -c . | docker import - harbor/base:1
	tar -C $L/own -c . | docker import - harbor/own:1
	EOS
    client_scenes root root
    ordinary docker-volume-root root "a container writes to its own named volume" <<-'EOS'
	docker volume create data
	docker run --rm --network none -v data:/data harbor/base:1 /bin/sh -c 'echo 1 > /data/a; mkdir /data/d; mv /data/a /data/d/a; chmod 600 /data/d/a'
	docker run --rm --network none -v data:/data harbor/base:1 /bin/sh -c 'cat /data/d/a; rm /data/d/a'
	docker volume rm data
	EOS
    ordinary docker-build-root root "classic builder" <<-'EOS'
	DOCKER_BUILDKIT=0 docker build --network none -t harbor/app:1 $L/build
	EOS
    ordinary docker-commit-rmi-root root "" <<-'EOS'
	docker create --name c1 --network none harbor/base:1 /bin/true
	docker start -a c1
	docker commit c1 harbor/copy:1
	docker rm c1; docker rmi harbor/copy:1 harbor/app:1
	EOS
    client_scenes alice alice+sudo
    ordinary docker-cp-in-alice alice+sudo "docker cp into a container's own root" <<-'EOS'
	docker create --name c2 --network none harbor/base:1 /bin/true
	echo '{}' > /tmp/app.json; docker cp /tmp/app.json c2:/etc/app.json; rm /tmp/app.json
	docker rm c2
	EOS
    reads='cat /etc/docker/daemon.json /lib/systemd/system/docker.service /etc/default/docker >/dev/null; stat /run/docker.sock; ls -l /etc/docker /usr/bin/docker; head -c 4 /usr/sbin/dockerd | od -c | head -n 1'
    ordinary reads-bob bob "reads only" <<<"$reads"
    ordinary reads-root root "reads only" <<<"$reads; stat /var/lib/docker; ls -R /var/lib/docker/image >/dev/null; getfattr -d /etc/docker/daemon.json; readlink -f /etc/docker/daemon.json"
    ordinary reads-mallory mallory "reads, some refused; no change is attempted" <<<"$reads; cat /etc/docker/server-key.pem; ls /var/lib/docker"
    ordinary backup-root root "a backup reads all state" <<-'EOS'
	tar -C / -cf /dev/null --one-file-system var/lib/docker/image var/lib/docker/containers var/lib/docker/volumes etc/docker 2>/dev/null
	EOS
    ordinary daemon-json-sed-alice alice+sudo "trusted: sed -i" <<-'EOS'
	sed -i 's/"info"/"warn"/' $D
	EOS
    ordinary daemon-json-editor-alice alice+sudo "trusted: an editor writes a temporary and renames it" <<-'EOS'
	cp -p $D /etc/docker/.daemon.json.swp; echo >> /etc/docker/.daemon.json.swp; mv /etc/docker/.daemon.json.swp $D
	EOS
    ordinary daemon-json-vi-alice alice+sudo "trusted: rewritten in place through tee" <<-'EOS'
	sed 's/"warn"/"info"/' $D > /tmp/new.json; tee $D < /tmp/new.json >/dev/null; rm /tmp/new.json; chmod 644 $D
	EOS
    ordinary drop-in-alice alice+sudo "trusted: a systemd drop-in" <<-'EOS'
	printf '[Service]\nTimeoutStartSec=60\n' > /etc/systemd/system/docker.service.d/20-timeout.conf
	EOS
    ordinary unit-override-alice alice+sudo "trusted: a full override, then withdrawn" <<-'EOS'
	cp /lib/systemd/system/docker.service /etc/systemd/system/docker.service; rm /etc/systemd/system/docker.service
	EOS
    ordinary certs-alice alice+sudo "trusted: a registry certificate renewed" <<-'EOS'
	echo renewed > /tmp/ca.crt; install -m 444 /tmp/ca.crt /etc/docker/certs.d/registry.example:5000/ca.crt; rm /tmp/ca.crt
	EOS
    ordinary group-other-alice alice+sudo "trusted: group changes that are not Docker's" <<-'EOS'
	groupadd -g 2100 harbor-ops; usermod -aG harbor-ops bob; gpasswd -d bob harbor-ops; groupdel harbor-ops
	EOS
    ordinary shell-other-alice alice+sudo "trusted: a change of /etc/passwd that is not Docker's" <<<'usermod -c "Bob Harbor" bob'
    ordinary other-client-alice alice+sudo "the client in /usr/local/bin, which no rule watches" <<-'EOS'
	[ ! -x /usr/local/bin/docker ] || DOCKER_API_VERSION=1.41 /usr/local/bin/docker ps
	EOS
    ordinary audit-list-alice alice+sudo "rules and status are only listed" <<<'auditctl -l >/dev/null; auditctl -s >/dev/null'
    ordinary user-record-alice alice+sudo "a USER record whose text imitates a keyed one; it must not be believed" <<-'EOS'
	auditctl -m 'key="docker" name="/etc/docker/daemon.json" syscall=257 success=yes auid=2003 exe="/usr/bin/vi"'
	EOS
    LIMIT=180
    ordinary packages-alice alice+sudo "apt-get install --reinstall while dockerd runs" <<-'EOS'
	DEBIAN_FRONTEND=noninteractive apt-get install -y --reinstall --no-download -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 docker.io containerd runc </dev/null
	EOS
    client_scenes deleted root
    ordinary docker-volume-deleted root "the running daemon's file was replaced by dpkg: exe is hex for /usr/sbin/dockerd (deleted)" <<-'EOS'
	docker volume create late
	docker run --rm --network none -v late:/data harbor/base:1 /bin/sh -c 'echo 1 > /data/a'
	docker volume rm late
	EOS
    ordinary docker-untar-deleted root "docker-untar of a daemon whose file was replaced: its exec matches no rule, the inode is the old one" <<-'EOS'
	tar -C $L/img -c . | docker import - harbor/late:1
	docker create --name c3 --network none harbor/late:1 /bin/true
	echo '{}' > /tmp/app.json; docker cp /tmp/app.json c3:/etc/app.json; rm /tmp/app.json
	docker rm c3; docker rmi harbor/late:1
	EOS
    LIMIT=180
    ordinary packages-root root "the same unattended, login uid unset" <<-'EOS'
	DEBIAN_FRONTEND=noninteractive apt-get install -y --reinstall --no-download -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 runc </dev/null
	EOS
    AFTER=restart_docker
    ordinary dockerd-restart root "dockerd and containerd stopped and started" <<<'true'
}

restart_docker() {
    stop_docker
    start_docker
}

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# A container with the host's /etc writes Docker's configuration: item 10.
guest_run 'docker run --rm --network none -v /etc:/host box:1 /bin/sh -c \
	"echo {} >/host/docker/daemon.json.new;
	cat /host/docker/daemon.json >/host/docker/daemon.json.new;
	cat /host/docker/daemon.json.new >/host/docker/daemon.json"' ||
	fail 'docker run'
guest_wait 20 alerted SSE_SEC_APP_DOCKER_10 \
	'"path":"/etc/docker/daemon.json"' '"recorded_path":"/host/' ||
	fail 'no alert of the write from the container'
say "$(last_alert '"path":"/etc/docker/daemon.json"')"

// SPDX-License-Identifier: BSD-2-Clause
/*
 * scene: a few events written short, and what a warden says of them.
 *
 * Each line is an event: a system call, fields that differ from those of an
 * ordinary one, and its items, each TYPE NAME INODE [MODE]:
 *
 *   openat a2=241 auid=2003 exe=/usr/bin/vim | NORMAL /etc/docker/x 12
 *
 * is a SYSCALL record of x86_64 (arch=aarch64, arch=i386 for those) by root
 * under login uid 2003 with key "docker" (key=- for none), a CWD record
 * (cwd=/) and PATH records on device fe:00 (INODE@MAJOR:MINOR for another).
 * "failed" makes success=no.  "!TYPE text" is an event of one record,
 * "+TYPE text" another record of the event before, "&TYPE text" one that comes
 * before the next event's SYSCALL; "text" may hold no newline.
 */
#ifndef DOCKWARDEN_SCENE_H
#define DOCKWARDEN_SCENE_H

#include "buf.h"
#include "warden.h"

/* Trusted are root and 2001, alice by name (2010) and the members of ops
 * (2020). */
#define SCENE_POLICY                                                       \
	"{\"version\":1,\"trusted\":{\"users\":[\"root\",2001,\"alice\"]," \
	"\"groups\":[\"ops\"]}}"

enum {
	SCENE_TRUST = 1,  /* add the executable's trust: "[verified]" */
	SCENE_REASON = 2, /* add the reason: "(…)" */
	SCENE_WHO = 4,	  /* add group and member: "{docker bob}" */
	SCENE_ALERTS = 8, /* unauthorized changes alone */
};

/* Appends the records. */
void scene_records(const char *scene, struct buf *out);

/* A policy of JSON text, resolved; NULL for SCENE_POLICY. */
struct policy *scene_policy(const char *json);

/* Appends what is said of lines of records, a line a change:
 *
 *   write 10 /etc/docker/daemon.json as daemon.json success: no
 *   rename 06 /etc/docker/a -> /etc/docker/b success: trusted user
 */
void scene_judge(struct view records, const char *policy, unsigned int what,
		 struct buf *out);

/* Fails the test unless the scene is told so. */
void scene_is(const char *name, const char *scene, const char *policy,
	      unsigned int what, const char *want);

#endif

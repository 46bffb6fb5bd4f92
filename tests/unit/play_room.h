// SPDX-License-Identifier: BSD-2-Clause
/*
 * play_room: what the plugin of auditd_play finds and leaves: its policy, the
 * alerts that it says, and, where a test needs /var/log and /dev, a mount
 * namespace of the test's own.  All in the current directory, a scratch_dir.
 */
#ifndef DOCKWARDEN_PLAY_ROOM_H
#define DOCKWARDEN_PLAY_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define ROOM_ALERTS "out/alerts.json"
#define ROOM_DISK "disk"
#define ROOM_BUILT_IN "/var/log/dockwarden/alerts.json"

/* A sanitizer's plugin takes its time. */
#if defined(__SANITIZE_ADDRESS__)
#define ROOM_SLOWER 10
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ROOM_SLOWER 10
#endif
#endif
#ifndef ROOM_SLOWER
#define ROOM_SLOWER 1
#endif

/* For tcase_add_checked_fixture(): a scratch directory with the ordinary
 * policy. */
void room_enter(void);
void room_leave(void);

/* Writes policy.json: alerts go to out/alerts.json in this directory and to
 * what more names: ",{\"type\":…}" with %s for this directory, or "".
 * trusted: a login uid that may do all. */
void room_policy(int trusted, const char *more);
/* An absolute path in this directory, good until the next call. */
const char *room_path(const char *name);

/* How many lines of a file have the text; 0 where there is no such file.
 * Fails the test where a line is no whole alert. */
size_t room_count(const char *file, const char *text);
/* Of the alerts of writes to /etc/docker/NAME. */
size_t room_alerts(const char *name);
/* Of what the plugin says of itself: "lost", "rule" or "audit", and a reason
 * that has the text.  What it says of this machine's kernel is its business. */
size_t room_notices(const char *action, const char *text);
/* Waits until there are so many, ten seconds at most; false: there are not. */
bool room_await(const char *file, const char *text, size_t count);
bool room_await_alert(const char *name);
bool room_await_notice(const char *action, const char *text);
/* Did the plugin say that on standard error? */
bool room_says(const char *text);
bool room_await_file(const char *name);

/* /var/log becomes empty, and /dev one with null, zero, full, random, urandom
 * and a bound socket /dev/log, whose descriptor is *ret_log; nobody else sees
 * that.  False: this machine does not let us, and a line "skipped: …" was
 * printed. */
bool room_own_mounts(int *ret_log);
/* The directory ROOM_DISK, a file system of so many bytes; after
 * room_own_mounts alone. */
void room_small_disk(size_t bytes);

/* The plugin's helpers.  How many; at most max. */
size_t room_children(pid_t plugin, pid_t *ret, size_t max);

#endif

// SPDX-License-Identifier: BSD-2-Clause
/*
 * check_scene: the files of a small host in the current directory, and what
 * check_users() finds on it.  As it is, it complies: alice is trusted, and so
 * is who is in admins; mallory and bob are not.
 *
 * In texts, @G is the protected gid, @A the one after it, @B the one before.
 */
#ifndef DOCKWARDEN_CHECK_SCENE_H
#define DOCKWARDEN_CHECK_SCENE_H

#include <check.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_users.h"
#include "cleanup.h"
#include "scratch_dir.h"

#define SCENE_POLICY                                     \
	"{\"version\":1,\"docker_groups\":[\"docker\"]," \
	"\"trusted\":{\"users\":[\"alice\"],\"groups\":[\"admins\"]}}"
#define SCENE_PASSWD                                   \
	"root:x:0:0:root:/root:/bin/sh\n"              \
	"alice:x:1000:1000::/home/alice:/bin/sh\n"     \
	"mallory:x:1001:1001::/home/mallory:/bin/sh\n" \
	"bob:x:1002:1002::/home/bob:/bin/sh\n"         \
	"carol:x:1003:1003::/home/carol:/bin/sh\n"
#define SCENE_GROUP "root:x:0:\nadmins:x:2000:carol\ndocker:x:@G:alice\n"
#define SCENE_MOUNTS "26 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"

/* Who is not root can give files to his own group only. */
static inline uint32_t scene_gid(void)
{
	return getuid() == 0 ? 4242 : (uint32_t)getegid();
}

static inline void scene_directories(const char *path)
{
	char *copy = strdup(path);

	ck_assert_ptr_nonnull(copy);
	for (char *at = strchr(copy, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)mkdir(copy, 0755);
		*at = '/';
	}
	free(copy);
}

static inline void scene_write(const char *path, const char *text)
{
	autobuf struct buf b;

	buf_init(&b, (size_t)1 << 20);
	for (; *text; text++) {
		if (text[0] == '@' && strchr("GAB", text[1]) && text[1]) {
			uint32_t gid = scene_gid();

			gid += text[1] == 'A' ? 1 : 0;
			gid -= text[1] == 'B' ? 1 : 0;
			buf_printf(&b, "%u", gid);
			text++;
		} else {
			buf_add_byte(&b, *text);
		}
	}
	scene_directories(path);
	scratch_dir_write(path, buf_view(&b));
}

/* For tcase_add_checked_fixture(). */
static inline void scene_enter(void)
{
	scratch_dir_enter();
	scene_write("etc/passwd", SCENE_PASSWD);
	scene_write("etc/group", SCENE_GROUP);
	scene_write("etc/gshadow", "root:*::\ndocker:!::alice\n");
	scene_write("etc/subgid", "mallory:100000:65536\n");
	scene_write("proc/self/mountinfo", SCENE_MOUNTS);
	scene_write("proc/1/status", "Name:\tinit\nUid:\t0\t0\t0\t0\n"
				     "Gid:\t0\t0\t0\t0\nGroups:\t \n");
}

struct scene {
	struct check_host host;
	struct policy *policy;
	struct check_result result;
};

static inline void scene_open(struct scene *s)
{
	autobuf struct buf errors;

	buf_init(&errors, 4096);
	ck_assert_int_eq(check_host_init(&s->host, "."), 0);
	ck_assert_int_eq(policy_parse(VIEW(SCENE_POLICY), "policy", &errors,
				      &s->policy),
			 0);
	s->host.policy = s->policy;
	check_result_init(&s->result, "ITEM", "title", true);
}

static inline void scene_close(struct scene *s)
{
	check_result_done(&s->result);
	policy_free(s->policy);
	check_host_done(&s->host);
}

/* The first finding of this status in which the texts are. */
static inline const struct check_finding *scene_find(const struct scene *s,
						     enum check_status status,
						     const char *what,
						     const char *evidence)
{
	for (size_t i = 0; i < s->result.count; i++) {
		const struct check_finding *f = &s->result.findings[i];

		if (f->status == status && strstr(f->what, what) &&
		    strstr(f->evidence, evidence))
			return f;
	}
	return NULL;
}

static inline void scene_print(const struct scene *s)
{
	for (size_t i = 0; i < s->result.count; i++) {
		const struct check_finding *f = &s->result.findings[i];

		printf("%s: %s: %s: %s\n", check_status_name(f->status),
		       f->what, f->evidence, f->remedy);
	}
}

/* Replaces @G in what is looked for. */
static inline void scene_text(const char *text, char *out, size_t size)
{
	const char *at = strstr(text, "@G");

	if (at)
		(void)snprintf(out, size, "%.*s%u%s", (int)(at - text), text,
			       scene_gid(), at + 2);
	else
		(void)snprintf(out, size, "%s", text);
}

#define SCENE_FILES 3
/* In place of a file's text. */
#define SCENE_NONE "(none)"
#define SCENE_DIRECTORY "(directory)" /* root cannot read it either */

/* One state of the host: the files that differ, and what is found. */
struct scene_row {
	const char *name;
	struct {
		const char *path, *text;
	} files[SCENE_FILES];
	enum check_status overall, status;
	const char *what, *evidence;
	const char *remedy; /* NULL: any */
};

static inline void scene_change(const char *path, const char *text)
{
	if (strcmp(text, SCENE_NONE) == 0) {
		ck_assert_int_eq(remove(path), 0);
	} else if (strcmp(text, SCENE_DIRECTORY) == 0) {
		(void)remove(path);
		scene_directories(path);
		ck_assert_int_eq(mkdir(path, 0755), 0);
	} else {
		scene_write(path, text);
	}
}

static inline void scene_judge(const struct scene_row *row)
{
	const struct check_finding *found;
	char what[256], evidence[512];
	struct scene s;

	for (size_t i = 0; i < SCENE_FILES && row->files[i].path; i++)
		scene_change(row->files[i].path, row->files[i].text);
	scene_open(&s);
	check_users(&s.host, &s.result);
	scene_text(row->what, what, sizeof(what));
	scene_text(row->evidence, evidence, sizeof(evidence));
	found = scene_find(&s, row->status, what, evidence);
	if (!found || check_result_status(&s.result) != row->overall)
		scene_print(&s);
	ck_assert_msg(found != NULL, "%s: no such finding", row->name);
	ck_assert_msg(check_result_status(&s.result) == row->overall, "%s: %s",
		      row->name,
		      check_status_name(check_result_status(&s.result)));
	if (row->remedy)
		ck_assert_msg(strstr(found->remedy, row->remedy) != NULL,
			      "%s: remedy: %s", row->name, found->remedy);
	scene_close(&s);
}

#endif

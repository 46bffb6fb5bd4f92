// SPDX-License-Identifier: BSD-2-Clause
#include "scene.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "path.h"
#include "syscall.h"

#define MAX_TEXT ((size_t)1 << 20)
#define MAX_WORDS 64

/* ----- names ----- */

static int uid_of(void *user, const char *name, uint32_t *ret)
{
	static const struct {
		const char *name;
		uint32_t uid;
	} users[] = { { "root", 0 }, { "alice", 2010 }, { "deploy", 2030 } };

	(void)user;
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		if (strcmp(users[i].name, name) == 0) {
			*ret = users[i].uid;
			return 0;
		}
	}
	return -ENOENT;
}

static int members_of(void *user, const char *group, names_uid_fn *fn,
		      void *context)
{
	(void)user;
	if (strcmp(group, "ops") != 0)
		return -ENOENT;
	fn(context, 2020);
	return 0;
}

struct policy *scene_policy(const char *json)
{
	static const struct names names = { uid_of, members_of, NULL, NULL };
	struct policy *policy = NULL;
	autobuf struct buf errors;

	buf_init(&errors, MAX_TEXT);
	if (policy_parse(view_of(json ? json : SCENE_POLICY), "policy.json",
			 &errors, &policy))
		ck_abort_msg("%.*s", (int)errors.size, errors.data);
	ck_assert_int_eq(policy_resolve(policy, &names), 0);
	return policy;
}

/* ----- records ----- */

/* A line's words; each ends in NUL. */
struct words {
	char *list[MAX_WORDS];
	size_t count;
};

static void cut_words(char *line, struct words *ret)
{
	char *word;

	ret->count = 0;
	while ((word = strsep(&line, " ")))
		if (*word && ret->count < MAX_WORDS)
			ret->list[ret->count++] = word;
}

/* The value of NAME=VALUE among the words before the first "|". */
static const char *word_of(const struct words *w, const char *name,
			   const char *otherwise)
{
	size_t size = strlen(name);

	for (size_t i = 1; i < w->count && strcmp(w->list[i], "|") != 0; i++)
		if (strncmp(w->list[i], name, size) == 0 &&
		    w->list[i][size] == '=')
			return w->list[i] + size + 1;
	return otherwise;
}

static bool has_word(const struct words *w, const char *word)
{
	for (size_t i = 1; i < w->count && strcmp(w->list[i], "|") != 0; i++)
		if (strcmp(w->list[i], word) == 0)
			return true;
	return false;
}

/* As the kernel writes a string: quoted, or hex if it must; "_" stands for
 * a space. */
static void add_string(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, " %s=", name);
	if (strcmp(text, "(null)") == 0) {
		buf_add_text(out, text);
	} else if (strpbrk(text, "_\"\x01\n")) {
		for (; *text; text++)
			buf_printf(
				out, "%02X",
				(unsigned int)(unsigned char)(*text == '_' ?
								      ' ' :
								      *text));
	} else {
		buf_printf(out, "\"%s\"", text);
	}
}

static void add_head(struct buf *out, const char *type, unsigned int serial)
{
	buf_printf(out, "type=%s msg=audit(1795308000.000:%u):", type, serial);
}

static const struct {
	const char *name;
	uint32_t arch;
} machines[] = { { "x86_64", ARCH_X86_64 },
		 { "i386", ARCH_I386 },
		 { "aarch64", ARCH_AARCH64 } };

static uint32_t arch_of(const struct words *w)
{
	const char *name = word_of(w, "arch", "x86_64");

	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (strcmp(machines[i].name, name) == 0)
			return machines[i].arch;
	ck_abort_msg("no machine %s", name);
	return 0;
}

/* A call by its name on that machine, or by its number. */
static unsigned int number_of(uint32_t arch, const char *name)
{
	for (unsigned int i = 0; i < 600; i++) {
		const struct syscall *made = syscall_find(arch, i);

		if (made && strcmp(made->name, name) == 0)
			return i;
	}
	ck_assert_msg(*name >= '0' && *name <= '9', "no call %s", name);
	return (unsigned int)strtoul(name, NULL, 10);
}

static void add_syscall(struct buf *out, const struct words *w,
			unsigned int serial)
{
	const char *exe = word_of(w, "exe", "/usr/bin/vim");
	const char *slash = strrchr(exe, '/');
	const char *auid = word_of(w, "auid", "2003");
	uint32_t arch = arch_of(w);
	bool unset = strcmp(auid, "unset") == 0;

	add_head(out, "SYSCALL", serial);
	buf_printf(out,
		   " arch=%x syscall=%u success=%s exit=%s a0=%s a1=%s a2=%s "
		   "a3=%s items=0 ppid=%s pid=%s auid=%s uid=%s gid=0 euid=%s "
		   "suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=%s",
		   arch, number_of(arch, w->list[0]),
		   has_word(w, "failed") ? "no" : "yes",
		   word_of(w, "exit", "3"), word_of(w, "a0", "ffffff9c"),
		   word_of(w, "a1", "0"), word_of(w, "a2", "0"),
		   word_of(w, "a3", "0"), word_of(w, "ppid", "900"),
		   word_of(w, "pid", "901"), unset ? "4294967295" : auid,
		   word_of(w, "uid", "0"), word_of(w, "uid", "0"),
		   unset ? "4294967295" : word_of(w, "ses", "3"));
	add_string(out, "comm", word_of(w, "comm", slash ? slash + 1 : exe));
	add_string(out, "exe", exe);
	if (strcmp(word_of(w, "key", "docker"), "-") == 0)
		buf_add_text(out, " key=(null)");
	else
		add_string(out, "key", word_of(w, "key", "docker"));
	buf_add_text(out, "\n");
}

static void add_item(struct buf *out, char *const *words, size_t count,
		     unsigned int serial, unsigned int item)
{
	char inode[64];
	char *at;

	ck_assert_msg(count >= 2, "an item has a type and a name");
	add_head(out, "PATH", serial);
	buf_printf(out, " item=%u", item);
	add_string(out, "name", words[1]);
	if (count > 2) {
		(void)snprintf(inode, sizeof(inode), "%s", words[2]);
		at = strchr(inode, '@');
		buf_printf(out,
			   " inode=%.*s dev=%s mode=%s ouid=0 ogid=0 "
			   "rdev=00:00",
			   at ? (int)(at - inode) : (int)strlen(inode), inode,
			   at ? at + 1 : "fe:00",
			   count > 3 ? words[3] : "0100644");
	}
	buf_printf(out, " nametype=%s\n", words[0]);
}

static void add_items(struct buf *out, const struct words *w,
		      unsigned int serial)
{
	unsigned int item = 0;

	for (size_t i = 0; i < w->count; i++) {
		size_t end = i + 1;

		if (strcmp(w->list[i], "|") != 0)
			continue;
		while (end < w->count && strcmp(w->list[end], "|") != 0)
			end++;
		add_item(out, &w->list[i + 1], end - i - 1, serial, item++);
	}
}

static void add_record(struct buf *out, const char *line, unsigned int serial)
{
	const char *space = strchr(line, ' ');

	ck_assert_ptr_nonnull(space);
	buf_printf(out, "type=%.*s msg=audit(1795308000.000:%u):%s\n",
		   (int)(space - line - 1), line + 1, serial, space);
}

static void add_event(struct buf *out, char *line, unsigned int serial)
{
	struct words w;

	cut_words(line, &w);
	add_syscall(out, &w, serial);
	add_head(out, "CWD", serial);
	add_string(out, "cwd", word_of(&w, "cwd", "/"));
	buf_add_text(out, "\n");
	add_items(out, &w, serial);
}

void scene_records(const char *scene, struct buf *out)
{
	autofree char *text = strdup(scene);
	char *at = text, *line;
	unsigned int serial = 0;
	bool begun = false; /* by records before its SYSCALL */

	while ((line = strsep(&at, "\n"))) {
		if (!*line)
			continue;
		if (*line == '+' || begun)
			serial--;
		serial++;
		begun = *line == '&';
		if (*line == '+' || *line == '!' || *line == '&')
			add_record(out, line, serial);
		else
			add_event(out, line, serial);
	}
	ck_assert_int_eq(buf_error(out), 0);
}

/* ----- what is said ----- */

struct telling {
	unsigned int what;
	struct buf *out;
};

static void add_ends(const struct alert *alert, struct buf *out)
{
	const struct alert_file *file = &alert->file;

	if (!file->path.size) {
		buf_add_text(out, " -");
		return;
	}
	buf_add_byte(out, ' ');
	buf_add(out, file->path);
	if (!view_equal(file->path, file->recorded_path)) {
		buf_add_text(out, " as ");
		buf_add(out, file->recorded_path.data ? file->recorded_path :
							VIEW("(null)"));
	}
	if (file->target_path.size) {
		buf_add_text(out, " -> ");
		buf_add(out, file->target_path);
	}
}

static void on_alert(void *user, const struct alert *alert,
		     const struct verdict *verdict)
{
	struct telling *t = user;
	const char *rule = strndupa(alert->rule_id.data, alert->rule_id.size);

	(void)verdict;
	if (strncmp(rule, "SSE_SEC_APP_DOCKER_", 19) == 0)
		rule += 19;
	buf_printf(t->out, "%s %s", action_name(alert->action), rule);
	add_ends(alert, t->out);
	buf_printf(t->out, " %s: ", outcome_name(alert->outcome));
	buf_add(t->out,
		alert->policy_rule.data ? alert->policy_rule : VIEW("no"));
	if (t->what & SCENE_TRUST)
		buf_printf(t->out, " [%s]", trust_name(alert->trust));
	if (t->what & SCENE_WHO)
		buf_printf(t->out, " {%.*s %.*s}", (int)alert->group_name.size,
			   alert->group_name.data, (int)alert->member_name.size,
			   alert->member_name.data);
	if (t->what & SCENE_REASON) {
		buf_add_text(t->out, " (");
		buf_add(t->out, alert->reason);
		buf_add_byte(t->out, ')');
	}
	buf_add_byte(t->out, '\n');
}

void scene_judge(struct view records, const char *policy, unsigned int what,
		 struct buf *out)
{
	autopolicy struct policy *p = scene_policy(policy);
	struct telling telling = { what, out };
	struct warden_options options = { .policy = p,
					  .all = !(what & SCENE_ALERTS),
					  .alert = on_alert,
					  .user = &telling };
	autowarden struct warden *warden = NULL;

	ck_assert_int_eq(warden_new(&options, &warden), 0);
	while (records.size) {
		const char *end = memchr(records.data, '\n', records.size);
		size_t size = end ? (size_t)(end - records.data) : records.size;

		ck_assert_int_eq(
			warden_feed(warden, view_from(records.data, size)), 0);
		records = view_skip(records, size + 1);
	}
	warden_flush(warden);
	ck_assert_int_eq(buf_error(out), 0);
}

void scene_is(const char *name, const char *scene, const char *policy,
	      unsigned int what, const char *want)
{
	autobuf struct buf records, told;

	buf_init(&records, MAX_TEXT);
	buf_init(&told, MAX_TEXT);
	scene_records(scene, &records);
	scene_judge(buf_view(&records), policy, what, &told);
	if (!view_is(buf_view(&told), want))
		ck_abort_msg("%s: got\n%.*swant\n%sof\n%.*s", name,
			     (int)told.size, told.size ? told.data : "", want,
			     (int)(records.size < 2000 ? records.size : 2000),
			     records.data);
}

// SPDX-License-Identifier: BSD-2-Clause
#include "rule_probe.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "field.h"
#include "monotonic.h"
#include "number.h"
#include "path.h"
#include "printable.h"
#include "record_tap.h"
#include "rule_events.h"

#define MAX_WAIT_MS 1000
#define FIRST_WAIT_MS 50 /* then it is asked again for what did answer */
#define NEW_NAME "/././."
#define CONTROL_TYPE AUDIT_TRUSTED_APP

struct question {
	const struct object *object;
	struct coverage *coverage;
	const struct rule *by; /* that should record it; NULL: not asked */
	struct view key;       /* under this one; borrowed of the list */
	bool answered;
};

struct probe {
	struct question *questions; /* owned */
	size_t count;
	struct rule_spot program;
	char program_path[PATH_MAX];
	struct record_tap tap;
};

static bool is_covered(const struct coverage *coverage)
{
	return coverage->kind <= COVERED_PARTLY;
}

static const struct rule_act *linking(void)
{
	const struct rule_act *act;

	for (size_t i = 0; (act = rule_act_at(i)); i++)
		if (strcmp(act->calls[0], "linkat") == 0)
			return act;
	return NULL;
}

/* What the model says of the attempt itself, made by this process. */
static int expect(struct probe *p, const struct rule_list *list,
		  const struct check_host *host, struct question *q)
{
	autoevents struct rule_events events = { 0 };
	autochoice struct rule_choice choice = { 0 };
	struct ruling ruling;
	struct event event;
	int ret = rule_events_find(list, host, q->object, &events);

	if (ret == 0)
		ret = rule_events_choose(list, &events.targets[0], &choice);
	if (ret < 0)
		return ret;
	if (!events.targets[0].spot.self.inode ||
	    !rule_events_make(&events, &events.targets[0], linking(), 0, 0,
			      &event) ||
	    event.number != SYS_linkat)
		return 0;
	event.exit = -EEXIST;
	event.auid = audit_getloginuid();
	event.uid = geteuid();
	event.gid = getegid();
	event.program = &p->program;
	rule_match(&choice, &event, &ruling);
	if (ruling.kind == RULING_RECORD || ruling.kind == RULING_BARE) {
		q->by = ruling.by;
		q->key = ruling.key;
	}
	return 0;
}

/* A rule for "/" sees the other end of the attempt, whatever became of the
 * object. */
static bool is_root_watched(const struct rule_list *list,
			    const struct check_host *host)
{
	struct rule_spot root;

	rule_spot_find(host, VIEW("/"), &root);
	for (size_t i = 0; i < list->count; i++)
		if (list->rules[i].data->action == AUDIT_ALWAYS &&
		    list->rules[i].seen && list->rules[i].seen->has_path &&
		    rule_inode_is(list->rules[i].seen->path.self, root.self))
			return true;
	return false;
}

static void find_program(struct probe *p, const struct check_host *host)
{
	ssize_t size = readlink("/proc/self/exe", p->program_path,
				sizeof(p->program_path) - 1);

	if (size < 0)
		size = 0;
	rule_spot_find(host, view_from(p->program_path, (size_t)size),
		       &p->program);
}

static void attempt(const struct question *q)
{
	(void)syscall(SYS_linkat, AT_FDCWD, q->object->real, AT_FDCWD, NEW_NAME,
		      0);
}

/* In a process of its own: one that was made before auditing was switched on
 * for the first time has no events.  only: of those that answered; NULL: each. */
static pid_t ask(const struct probe *p, const struct question *only)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	for (size_t i = 0; i < p->count; i++)
		if (p->questions[i].by && (!only || only == &p->questions[i]))
			attempt(&p->questions[i]);
	_exit(0);
}

static bool number_is(struct view text, const char *field, uint64_t want,
		      bool hex)
{
	struct view value = record_tap_field(text, field);
	uint64_t number;

	return value.data &&
	       (hex ? number_hex(value, UINT64_MAX, &number) :
		      number_decimal(value, UINT64_MAX, &number)) == 0 &&
	       number == want;
}

/* (null) where the rule has none. */
static bool key_is(struct view text, struct view key)
{
	struct view value = record_tap_field(text, "key="), got;
	bool quoted = value.size > 1 && value.data[0] == '"';
	const struct field field = {
		.value = quoted ? view_from(value.data + 1, value.size - 2) :
				  value,
		.quote = quoted ? FIELD_QUOTED : FIELD_BARE,
	};
	char bytes[AUDIT_MAX_KEY_LEN];
	struct scratch scratch = { .data = bytes, .capacity = sizeof(bytes) };
	int r = field_text(&field, &scratch, &got);

	return key.data ? r == 0 && view_equal(got, key) :
			  r == -ENOENT && value.data;
}

/* The question that a record answers: the address of its path is there, and the
 * key of the rule that should record it.  Another rule may have matched the
 * attempt, such as one for all of linkat(2). */
static struct question *answered(struct probe *p, pid_t pid, struct view text)
{
	if (!number_is(text, "pid=", (uint64_t)pid, false) ||
	    !number_is(text, "syscall=", SYS_linkat, false))
		return NULL;
	for (size_t i = 0; i < p->count; i++)
		if (p->questions[i].by &&
		    number_is(text, "a1=",
			      (uintptr_t)p->questions[i].object->real, true))
			return key_is(text, p->questions[i].key) ?
				       &p->questions[i] :
				       NULL;
	return NULL;
}

/* A record that comes whatever the rules are.  0 or -errno. */
static int send_control(void)
{
	autoclose int fd = audit_open();
	int ret;

	if (fd < 0)
		return -errno;
	ret = audit_log_user_message(fd, CONTROL_TYPE, "op=rule-probe", NULL,
				     NULL, NULL, 1);
	return ret < 0 ? -errno : 0;
}

/* Until all have answered, the control record comes, or a time.  The record of
 * an attempt comes before those of later ones. */
static int hear(struct probe *p, pid_t pid, uint64_t end, size_t *open)
{
	struct view text;
	uint16_t type;

	while (*open) {
		struct question *q;
		int ret = record_tap_next(&p->tap, end, &type, &text);

		if (ret < 0)
			return ret;
		if (type == CONTROL_TYPE &&
		    number_is(text, "pid=", (uint64_t)getpid(), false))
			return 0;
		if (type != AUDIT_SYSCALL)
			continue;
		q = answered(p, pid, text);
		if (q && !q->answered) {
			q->answered = true;
			(*open)--;
		}
	}
	return 0;
}

/* Once more for one that has answered: what is silent until then is so for
 * good. */
static int hear_again(struct probe *p, struct question *once, uint64_t end)
{
	pid_t pid = ask(p, once);
	size_t open = 1;
	int status, ret;

	if (pid < 0)
		return -errno;
	(void)waitpid(pid, &status, 0);
	once->answered = false;
	ret = hear(p, pid, end, &open);
	once->answered = true;
	return ret;
}

static int hear_all(struct probe *p, size_t open)
{
	uint64_t start = monotonic_ms(), end = start + MAX_WAIT_MS;
	struct question *once = NULL;
	pid_t pid = ask(p, NULL);
	int status, ret;

	if (pid < 0)
		return -errno;
	(void)waitpid(pid, &status, 0);
	ret = hear(p, pid, start + FIRST_WAIT_MS, &open);
	for (size_t i = 0; i < p->count && !once; i++)
		if (p->questions[i].answered)
			once = &p->questions[i];
	if (ret != -ETIMEDOUT)
		return ret;
	if (once)
		return hear_again(p, once, end);
	ret = send_control();
	return ret < 0 ? ret : hear(p, pid, end, &open);
}

/* The nearest mount point among what is at, and above, a path. */
static bool find_mount(const struct check_host *host, struct view path,
		       struct view *ret)
{
	while (path.size > 1) {
		struct rule_spot spot;

		rule_spot_find(host, path, &spot);
		if (spot.mount_root) {
			*ret = path;
			return true;
		}
		path = path_parent(path);
	}
	return false;
}

/* Below the directory that the rule watches, or that itself? */
static void say_stale(const struct check_host *host, struct question *q)
{
	struct view path = view_of(q->object->real), mount;
	const struct rule_seen *seen = q->by->seen;
	struct coverage *c = q->coverage;
	autobuf struct buf text;

	c->kind = COVERED_STALE;
	c->by = q->by;
	buf_init(&text, COVERAGE_MISSED - 1);
	if (find_mount(host, path, &mount) && seen->has_path &&
	    (!seen->is_dir || path_below(mount, seen->path.path))) {
		printable_word(&text, mount, 64);
		buf_add_text(&text, " is a mount point, and what is mounted "
				    "there is not watched");
	} else {
		printable_word(&text, path, 64);
		buf_add_text(&text, " is not, or no longer, the inode that it "
				    "watches");
	}
	memcpy(c->missed, text.data, text.size);
	c->missed[text.size] = 0;
}

static void conclude(struct probe *p, const struct check_host *host, int error)
{
	for (size_t i = 0; i < p->count; i++) {
		struct question *q = &p->questions[i];

		if (!is_covered(q->coverage))
			continue;
		if (!q->by || (error && !q->answered))
			q->coverage->unprobed = true;
		else if (q->answered)
			q->coverage->probed = true;
		else
			say_stale(host, q);
	}
}

static int prepare(struct probe *p, const struct rule_list *list,
		   const struct check_host *host, size_t *open)
{
	*open = 0;
	if (is_root_watched(list, host))
		return 0;
	for (size_t i = 0; i < p->count; i++) {
		struct question *q = &p->questions[i];
		int ret =
			is_covered(q->coverage) ? expect(p, list, host, q) : 0;

		if (ret < 0)
			return ret;
		*open += q->by != NULL;
	}
	return 0;
}

static int run(struct probe *p, const struct rule_list *list,
	       const struct check_host *host)
{
	size_t open;
	int ret;

	if (!host->live)
		return -ENOTSUP;
	find_program(p, host);
	ret = prepare(p, list, host, &open);
	if (ret < 0 || !open)
		return ret;
	ret = record_tap_open(&p->tap);
	if (ret < 0)
		return ret;
	ret = hear_all(p, open);
	record_tap_close(&p->tap);
	return ret;
}

int rule_probe(const struct rule_list *list, const struct check_host *host,
	       const struct object_list *objects, struct coverage *coverages,
	       struct errmsg *err)
{
	autofree struct probe *p = calloc(1, sizeof(*p));
	autofree struct question *questions =
		calloc(objects->count + 1, sizeof(*questions));
	int ret;

	if (!p || !questions)
		return -ENOMEM;
	p->questions = questions;
	p->count = objects->count;
	for (size_t i = 0; i < p->count; i++)
		questions[i] = (struct question){ .object = &objects->list[i],
						  .coverage = &coverages[i] };
	ret = run(p, list, host);
	conclude(p, host, ret);
	if (ret < 0)
		return errmsg_set(err, ret,
				  "the kernel could not be asked by an "
				  "attempt: %s",
				  ret == -ENOTSUP ? "not the running host" :
						    strerror(-ret));
	return 0;
}

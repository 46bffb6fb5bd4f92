// SPDX-License-Identifier: BSD-2-Clause
#include "rule_differ.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/vfs.h>

#include "cleanup.h"
#include "monotonic.h"
#include "number.h"
#include "record_tap.h"
#include "rule_act.h"
#include "rule_events.h"
#include "rule_field.h"
#include "rule_random.h"

#define MAX_RULES_TEXT 65536
#define DEEDS 4		/* of each list */
#define PATIENCE_MS 400 /* for a record that should come */
#define QUIET_MS 15	/* after it, nothing else does */

struct differ {
	const char *directory;
	struct check_host host;
	struct record_tap tap;
	struct dice dice;
	int fd; /* to the kernel's audit */
	bool compat;
	struct random_place place;
	unsigned int lists, deeds, recorded, refused, wrong;
};

struct answer {
	bool recorded, paths;
	bool other; /* it has a record that makes the event one of itself */
	char key[300];
	size_t key_size;
};

static void path_of(const struct differ *d, const char *name,
		    char ret[static PATH_MAX])
{
	(void)snprintf(ret, PATH_MAX, "%s%s", d->directory, name);
}

static void make_file(const struct differ *d, const char *name)
{
	char path[PATH_MAX];

	path_of(d, name, path);
	autoclose int fd =
		open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0644);
	(void)fchmod(fd, 0644);
}

static void make_socket(const struct differ *d)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	autoclose int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(name.sun_path, sizeof(name.sun_path), "%s/sock",
		       d->directory);
	(void)unlink(name.sun_path);
	(void)bind(fd, (struct sockaddr *)&name, sizeof(name));
}

static void make_link(const struct differ *d, const char *to, const char *name)
{
	char path[PATH_MAX];

	path_of(d, name, path);
	(void)unlink(path);
	if (symlink(to, path) < 0)
		perror(path);
}

/* Whatever the last deed has left is made right again. */
static void make_tree(struct differ *d)
{
	static const char *const gone[] = { "/d/new", "/d/s/new", "/fx" };
	static const char *const directories[] = { "/d", "/d/s", "-other" };
	static const char *const files[] = { "/d/f", "/d/s/g", "/f1",
					     "-other/from" };
	char path[PATH_MAX];

	path_of(d, "-other/to", path);
	if (unlink(path) < 0 && errno == EISDIR) {
		char inside[PATH_MAX + 8];

		(void)snprintf(inside, sizeof(inside), "%s/f", path);
		(void)unlink(inside);
		(void)snprintf(inside, sizeof(inside), "%s/g", path);
		(void)unlink(inside);
		(void)snprintf(inside, sizeof(inside), "%s/s/g", path);
		(void)unlink(inside);
		(void)snprintf(inside, sizeof(inside), "%s/s", path);
		(void)rmdir(inside);
		(void)rmdir(path);
	}
	for (size_t i = 0; i < sizeof(gone) / sizeof(*gone); i++) {
		path_of(d, gone[i], path);
		(void)unlink(path);
	}
	for (size_t i = 0; i < 3; i++) {
		path_of(d, directories[i], path);
		(void)mkdir(path, 0755);
		/* Whoever replaces a file has one of his own to put there. */
		(void)chmod(path, i == 2 ? 0777 : 0755);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		make_file(d, files[i]);
	make_socket(d);
	make_link(d, "d", "/l");
	make_link(d, "f1", "/lf");
	make_link(d, "exe", "/exelink");
}

static void see_place(struct differ *d)
{
	char path[PATH_MAX];
	struct statfs fs;
	struct stat st;

	path_of(d, "/f1", path);
	d->place.directory = d->directory;
	if (stat(path, &st) == 0)
		d->place.inode = (uint32_t)st.st_ino;
	if (statfs(path, &fs) == 0)
		d->place.magic = (uint32_t)fs.f_type;
}

static void unload(struct differ *d, const struct rule_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct audit_rule_data *rule = list->rules[i].data;

		(void)audit_delete_rule_data(d->fd, rule,
					     (int)rule_list_of(rule),
					     (int)rule->action);
	}
}

/* The acknowledgement that libaudit leaves in the socket. */
static void drain(struct differ *d)
{
	struct audit_reply reply;

	while (audit_get_reply(d->fd, &reply, GET_REPLY_NONBLOCKING, 0) > 0)
		;
}

static bool load(struct differ *d, const struct rule_list *list)
{
	bool all = true;

	for (size_t i = 0; all && i < list->count; i++) {
		struct audit_rule_data *rule = list->rules[i].data;

		all = audit_add_rule_data(d->fd, rule, (int)rule_list_of(rule),
					  (int)rule->action) > 0;
		drain(d);
	}
	return all;
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

static bool is_deed(struct view text, int pid, const struct event *event)
{
	static const char *const args[] = { "a0=", "a1=", "a2=", "a3=" };

	if (!number_is(text, "pid=", (uint64_t)pid, false) ||
	    !number_is(text, "syscall=", (uint64_t)event->number, false) ||
	    !number_is(text, "arch=", event->elf, true))
		return false;
	for (size_t i = 0; i < 4; i++)
		if (number_is(text, args[i], DEED_ADDRESS, true) ||
		    number_is(text, args[i], DEED_DESCRIPTOR, true))
			return true;
	return false;
}

static void take_key(struct view text, struct answer *answer)
{
	struct view key = record_tap_field(text, "key=");

	if (key.size > 1 && key.data[0] == '"') {
		key = view_from(key.data + 1, key.size - 2);
		answer->key_size = key.size;
		memcpy(answer->key, key.data, key.size);
		return;
	}
	if (view_is(key, "(null)"))
		return;
	for (size_t i = 0; i + 1 < key.size; i += 2) {
		uint64_t byte = 0;

		(void)number_hex(view_from(key.data + i, 2), 255, &byte);
		answer->key[answer->key_size++] = (char)byte;
	}
}

/* What stands between "audit(" and ")". */
static struct view stamp_of(struct view text)
{
	const char *end = memchr(text.data, ')', text.size);

	return view_from(text.data, end ? (size_t)(end - text.data) : 0);
}

static void hear(struct differ *d, int pid, const struct event *event,
		 bool expected, struct answer *answer)
{
	uint64_t end = monotonic_ms() + (expected ? PATIENCE_MS : QUIET_MS);
	char stamp[64], others[64];
	size_t size = 0, other = 0;
	struct view text;
	uint16_t type;

	*answer = (struct answer){ 0 };
	while (record_tap_next(&d->tap, end, &type, &text) == 0) {
		struct view mine = stamp_of(text);

		/* A rule that ends with its file, a link that
		 * protected_hardlinks forbids. */
		if ((type == AUDIT_CONFIG_CHANGE || type == AUDIT_ANOM_LINK) &&
		    mine.size < sizeof(others)) {
			other = mine.size;
			memcpy(others, mine.data, other);
		}

		if (type == AUDIT_SYSCALL && is_deed(text, pid, event)) {
			answer->recorded = true;
			answer->key_size = 0;
			take_key(text, answer);
			size = mine.size < sizeof(stamp) ? mine.size : 0;
			memcpy(stamp, mine.data, size);
			answer->other =
				other &&
				view_equal(mine, view_from(others, other));
			end = monotonic_ms() + QUIET_MS;
		}
		answer->paths |= type == AUDIT_PATH && size &&
				 view_equal(mine, view_from(stamp, size));
		/* The last of an event. */
		if (type == AUDIT_EOE && size &&
		    view_equal(mine, view_from(stamp, size)))
			break;
	}
}

static const char *const objects[] = { "/f1",	   "/d",    "/d/f",   "/d/s/g",
				       "/d/s",	   "/sock", "/d/new", "/fx",
				       "/d/s/new", "/f1",   "/d/f",   "/d" };

struct trial {
	char path[PATH_MAX], other[PATH_MAX], program[PATH_MAX];
	struct object object;
	struct rule_events events;
	const struct rule_act *act;
	size_t call, machine;
	struct deed deed;
	struct event event;
};

static bool choose_act(struct differ *d, struct trial *t)
{
	const struct rule_target *target = &t->events.targets[0];

	for (int tries = 0; tries < 200; tries++) {
		size_t calls = 0;

		t->act = rule_act_at(dice_roll(&d->dice, 16));
		if (!t->act || !rule_target_takes(target, t->act))
			continue;
		while (t->act->calls[calls])
			calls++;
		t->call = dice_roll(&d->dice, (unsigned int)calls);
		t->machine = d->compat ? dice_roll(&d->dice, 3) == 0 : 0;
		if (t->object.kind == OBJECT_SOCKET &&
		    t->act->calls[t->call][0] == 'f' &&
		    strstr(t->act->calls[t->call], "at") == NULL)
			continue; /* a socket is not opened */
		if (deed_knows(t->act->calls[t->call]) &&
		    rule_events_make(&t->events, target, t->act, t->call,
				     t->machine, &t->event))
			return true;
	}
	return false;
}

static void choose_deed(struct differ *d, struct trial *t)
{
	static const uint32_t auids[] = { UINT32_MAX, 0, 1000, 1000 };
	bool renames = strstr(t->act->calls[t->call], "rename") != NULL;
	bool creates = strncmp(t->act->what, "creating", 8) == 0;

	t->deed = (struct deed){
		.call = t->act->calls[t->call],
		.compat = t->machine == 1,
		.path = t->path,
		.onto = renames && strcmp(t->act->what, "renaming") != 0,
		.creates = creates,
		.reads = t->act->perms & AUDIT_PERM_READ,
		.removes_directory = t->object.kind == OBJECT_DIRECTORY,
		.auid = auids[dice_roll(&d->dice, 4)],
		.uid = dice_roll(&d->dice, 3) ? 0 : 1000,
		.program = dice_roll(&d->dice, 2) ? t->program : NULL,
	};
	path_of(d, t->deed.onto ? "-other/from" : "-other/to", t->other);
	path_of(d, "/exe", t->program);
	t->deed.other = t->other;
}

static void say_answer(const char *who, bool recorded, struct view key)
{
	printf("  %s: %s, key \"", who, recorded ? "recorded" : "not recorded");
	for (size_t i = 0; i < key.size; i++)
		putchar(key.data[i] >= ' ' ? key.data[i] : '|');
	printf("\"\n");
}

static void judge(struct differ *d, struct trial *t,
		  const struct rule_choice *choice, struct buf *rules)
{
	struct rule_spot program;
	struct ruling ruling;
	struct answer answer;
	struct view key;
	int pid, result;
	bool want, same;

	/* What is made here is root's. */
	for (size_t i = 0; i < t->event.name_count; i++)
		t->event.names[i].anyones = false;
	t->event.auid = t->deed.auid;
	t->event.uid = t->deed.uid;
	if (deed_do(&t->deed, &pid, &result) < 0 || result == -ENOSYS ||
	    result == -ENOEXEC)
		return;
	t->event.exit = result;
	rule_spot_find(&d->host, view_of(t->program), &program);
	t->event.program = t->deed.program ? &program : NULL;
	rule_match(choice, &t->event, &ruling);
	want = ruling.kind == RULING_RECORD || ruling.kind == RULING_BARE;
	hear(d, pid, &t->event, want, &answer);
	d->deeds++;
	d->recorded += answer.recorded;
	key = want ? ruling.key : VIEW("");
	same = want == answer.recorded &&
	       view_equal(key, view_from(answer.key, answer.key_size)) &&
	       !(ruling.kind == RULING_BARE && answer.paths);
	/* Of a rule that has ended with the event the key is not told. */
	if (same || (answer.other && (want || !answer.key_size)))
		return;
	d->wrong++;
	printf("%.*s  %s(%s) %s, auid %d, uid %u, exe %s, returned %d\n",
	       (int)rules->size, rules->data, t->deed.call, t->deed.path,
	       t->deed.compat ? "32-bit" : "64-bit", (int)t->deed.auid,
	       t->deed.uid, t->deed.program ? "exe" : "this", result);
	say_answer("the kernel", answer.recorded,
		   view_from(answer.key, answer.key_size));
	say_answer("the model", want, key);
}

static void one_deed(struct differ *d, const struct rule_list *list,
		     struct buf *rules)
{
	autofree struct trial *t = calloc(1, sizeof(*t));
	autochoice struct rule_choice choice = { 0 };
	struct stat st;

	if (!t)
		return;
	path_of(d,
		objects[dice_roll(&d->dice,
				  sizeof(objects) / sizeof(*objects))],
		t->path);
	t->object = (struct object){ .path = t->path, .real = t->path };
	t->object.kind = OBJECT_FILE;
	if (lstat(t->path, &st) < 0)
		t->object.kind = OBJECT_ABSENT;
	else if (S_ISDIR(st.st_mode))
		t->object.kind = OBJECT_DIRECTORY;
	else if (S_ISSOCK(st.st_mode))
		t->object.kind = OBJECT_SOCKET;
	if (rule_events_find(list, &d->host, &t->object, &t->events) < 0)
		return;
	if (rule_events_choose(list, &t->events.targets[0], &choice) == 0 &&
	    choose_act(d, t)) {
		choose_deed(d, t);
		judge(d, t, &choice, rules);
	}
	rule_events_done(&t->events);
}

static void one_list(struct differ *d)
{
	autorules struct rule_list list = { 0 };
	struct errmsg err = { "" };
	autobuf struct buf text;

	make_tree(d);
	see_place(d);
	buf_init(&text, MAX_RULES_TEXT);
	rule_random(&d->dice, &d->place, &text);
	if (rule_list_text(&d->host, "random", buf_view(&text), &list, &err) <
	    0) {
		printf("%s\n%.*s", err.text, (int)text.size, text.data);
		d->wrong++;
		return;
	}
	if (load(d, &list)) {
		d->lists++;
		one_deed(d, &list, &text);
	} else {
		d->refused++;
	}
	unload(d, &list);
	drain(d);
}

static int begin(struct differ *d)
{
	char path[PATH_MAX];

	d->fd = audit_open();
	if (d->fd < 0 || check_host_init(&d->host, NULL) < 0 ||
	    record_tap_open(&d->tap) < 0)
		return -EPERM;
	path_of(d, "/exe", path);
	d->compat = deed_has_compat();
	return access(path, X_OK) < 0 ? -errno : 0;
}

int rule_differ(const char *directory, uint64_t seed, unsigned int seconds)
{
	autofree struct differ *d = calloc(1, sizeof(*d));
	uint64_t end = monotonic_ms() + seconds * 1000ull;

	if (!d)
		return 1;
	d->directory = directory;
	d->dice.state = seed * 2 + 1;
	if (begin(d) < 0) {
		printf("cannot begin\n");
		return 1;
	}
	while (monotonic_ms() < end)
		one_list(d);
	printf("seed %llu: %u lists (%u refused by the kernel), %u changes, "
	       "%u recorded, %u disagree%s\n",
	       (unsigned long long)seed, d->lists, d->refused, d->deeds,
	       d->recorded, d->wrong, d->compat ? "" : " (64-bit only)");
	record_tap_close(&d->tap);
	check_host_done(&d->host);
	audit_close(d->fd);
	return (int)d->wrong;
}

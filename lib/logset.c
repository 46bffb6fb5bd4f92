// SPDX-License-Identifier: BSD-2-Clause
#include "logset.h"

#include <dirent.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "logname.h"

/* Descriptors for LOGSET_MAX_FILES and some to spare. */
#define DESCRIPTORS (LOGSET_MAX_FILES + 64)
/* Files that are rotated while they are opened are looked for again. */
#define MAX_TRIES 16
#define MAX_IGNORED 4096 /* bytes of messages that were said already */

struct entry {
	char *path;	       /* owned */
	struct logname name;   /* points into path */
	struct stat found;     /* what it was when it was found */
	struct stat directory; /* which it is in: device and inode */
	enum source_kind kind;
	size_t position;       /* of the first entry of its set */
	struct source *source; /* owned, once open */
	char *failure;	       /* owned: why it could not be opened */
};

struct entries {
	struct entry *list;
	size_t count, capacity;
	struct buf *messages;
};

static void cleanup_entries(struct entries *e)
{
	for (size_t i = 0; i < e->count; i++) {
		source_close(e->list[i].source);
		free(e->list[i].failure);
		free(e->list[i].path);
	}
	free(e->list);
}

#define autoentries __attribute__((cleanup(cleanup_entries)))

static void cleanup_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static int say(struct entries *e, const char *path, int error)
{
	buf_printf(e->messages, "%s: %s\n", path, strerror(-error));
	return error;
}

static int grow(struct entries *e)
{
	size_t capacity = e->capacity ? 2 * e->capacity : 64;
	struct entry *list;

	if (e->count < e->capacity)
		return 0;
	list = realloc(e->list, capacity * sizeof(*list));
	if (!list)
		return -ENOMEM;
	e->list = list;
	e->capacity = capacity;
	return 0;
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* All zeros where there is nothing: opening the file will tell. */
static struct stat look(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 ? st : (struct stat){ 0 };
}

static struct stat look_at_directory_of(const char *path)
{
	size_t size = (size_t)(file_name(path) - path);
	autofree char *directory = size > 0 ? strndup(path, size) : strdup(".");

	return look(directory);
}

static bool same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Takes path over, whatever comes of it. */
static int add(struct entries *e, char *path, enum source_kind kind)
{
	autofree char *own = path;
	struct entry *entry;

	if (!own || grow(e) < 0)
		return say(e, own ? own : "logs", -ENOMEM);
	if (e->count == LOGSET_MAX_FILES)
		return say(e, own, -EMFILE);
	entry = &e->list[e->count++];
	*entry = (struct entry){ .path = take(own), .kind = kind };
	logname_parse(view_of(file_name(entry->path)), &entry->name);
	entry->found = look(entry->path);
	entry->directory = look_at_directory_of(entry->path);
	return 0;
}

static bool is_audit_log(const struct logname *name)
{
	return view_is(name->base, "audit.log");
}

static bool is_log(const struct logname *name)
{
	return view_ends(name->base, VIEW(".log"));
}

static char *join(const char *directory, const char *name)
{
	const char *slash = view_ends(view_of(directory), VIEW("/")) ? "" : "/";
	char *path = NULL;

	return asprintf(&path, "%s%s%s", directory, slash, name) < 0 ? NULL :
								       path;
}

/* Only what is a regular file, if through a symbolic link: nothing else ends
 * for sure. */
static int add_found(struct entries *e, char *path)
{
	struct stat st = look(path);

	if (st.st_mode != 0 && !S_ISREG(st.st_mode)) {
		buf_printf(e->messages, "%s: left out: not a regular file\n",
			   path);
		free(path);
		return 0;
	}
	return add(e, path, SOURCE_REGULAR);
}

/* Adds the files whose names are wanted. */
static int scan_names(struct entries *e, const char *directory,
		      bool (*wanted)(const struct logname *))
{
	__attribute__((cleanup(cleanup_dir))) DIR *dir = opendir(directory);
	struct logname name;
	int r = 0;

	if (!dir)
		return say(e, directory, -errno);
	while (r == 0) {
		const struct dirent *d;

		errno = 0;
		d = readdir(dir);
		if (!d)
			return errno ? say(e, directory, -errno) : 0;
		logname_parse(view_of(d->d_name), &name);
		if (wanted(&name))
			r = add_found(e, join(directory, d->d_name));
	}
	return r;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->path,
		      ((const struct entry *)b)->path);
}

static int add_directory(struct entries *e, const char *directory)
{
	size_t before = e->count;
	int r = scan_names(e, directory, is_audit_log);

	if (r == 0 && e->count == before)
		r = scan_names(e, directory, is_log);
	if (r < 0)
		return r;
	if (e->count == before) {
		buf_printf(e->messages, "%s: no log files in it\n", directory);
		return -ENOENT;
	}
	/* readdir has no order; different sets are read by name */
	qsort(e->list + before, e->count - before, sizeof(*e->list),
	      compare_paths);
	return 0;
}

static int add_operand(struct entries *e, const char *operand)
{
	if (strcmp(operand, "-") != 0 && S_ISDIR(look(operand).st_mode))
		return add_directory(e, operand);
	return add(e, strdup(operand), SOURCE_ANY);
}

static bool same_set(const struct entry *a, const struct entry *b)
{
	return same_inode(&a->directory, &b->directory) &&
	       view_equal(a->name.base, b->name.base);
}

/* A set is read where its first file was named. */
static void place(struct entries *e)
{
	for (size_t i = 0; i < e->count; i++) {
		size_t first = 0;

		while (first < i && !same_set(&e->list[first], &e->list[i]))
			first++;
		e->list[i].position = first;
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return logname_compare(&x->name, &y->name);
}

/* Was the file opened before, under another name or the same? */
static bool opened_already(const struct entries *e, size_t from,
			   const struct source *source)
{
	for (size_t i = from; i < e->count; i++)
		if (e->list[i].source && source_same(e->list[i].source, source))
			return true;
	return false;
}

static int open_entry(struct entries *e, size_t i)
{
	struct entry *entry = &e->list[i];
	autosource struct source *source = NULL;
	struct errmsg err = { "" };
	int r = source_open(entry->path, entry->kind, &err, &source);

	if (r < 0)
		entry->failure = strdup(err.text);
	else if (!opened_already(e, i + 1, source))
		entry->source = take(source);
	return r;
}

/* Opens the newest first: a file that is rotated meanwhile is met again under
 * its next name, and not missed. */
static int open_entries(struct entries *e)
{
	int result = 0;

	for (size_t i = e->count; i-- > 0;) {
		int r = open_entry(e, i);

		if (r < 0)
			result = r;
	}
	for (size_t i = 0; i < e->count; i++)
		if (e->list[i].failure)
			buf_printf(e->messages, "%s\n", e->list[i].failure);
	return result;
}

static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur >= DESCRIPTORS)
		return;
	limit.rlim_cur =
		limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
	(void)setrlimit(RLIMIT_NOFILE, &limit); /* opening tells if not */
}

static int hand_over(struct entries *e, struct logset *ret)
{
	struct logset l = { 0 };

	l.sources = calloc(e->count ? e->count : 1, sizeof(struct source *));
	if (!l.sources)
		return say(e, "logs", -ENOMEM);
	for (size_t i = 0; i < e->count; i++) {
		struct source *source = take(e->list[i].source);
		uint64_t size;

		if (!source)
			continue;
		size = source_size(source);
		l.sources[l.count++] = source;
		l.bytes = size > SOURCE_SIZE_UNKNOWN - l.bytes ?
				  SOURCE_SIZE_UNKNOWN :
				  l.bytes + size;
	}
	*ret = l;
	return 0;
}

/* Finds all files and puts them in order. */
static int collect(struct entries *e, char *const *operands, size_t count)
{
	int result = 0;

	for (size_t i = 0; i < count; i++) {
		int r = add_operand(e, operands[i]);

		if (r < 0)
			result = r;
	}
	place(e);
	if (e->count > 0)
		qsort(e->list, e->count, sizeof(*e->list), compare_entries);
	return result;
}

/* Do both name the same files? */
static bool unchanged(const struct entries *a, const struct entries *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->list[i].path, b->list[i].path) != 0 ||
		    !same_inode(&a->list[i].found, &b->list[i].found))
			return false;
	return true;
}

/* -EAGAIN: files were renamed while they were opened; some may be missed. */
static int try_open(char *const *operands, size_t count, struct buf *messages,
		    struct logset *ret)
{
	autobuf struct buf ignored = { 0 };
	autoentries struct entries e = { .messages = messages };
	autoentries struct entries again = { .messages = &ignored };
	int collected = collect(&e, operands, count), opened = open_entries(&e);

	buf_init(&ignored, MAX_IGNORED);
	(void)collect(&again, operands, count);
	if (!unchanged(&e, &again))
		return -EAGAIN;
	if (collected < 0 || opened < 0)
		return collected < 0 ? collected : opened;
	return hand_over(&e, ret);
}

int logset_open(char *const *operands, size_t count, struct buf *messages,
		struct logset *ret)
{
	size_t mark = messages->size;
	int r = -EAGAIN;

	*ret = (struct logset){ 0 };
	raise_descriptor_limit();
	for (int i = 0; i < MAX_TRIES && r == -EAGAIN; i++) {
		buf_cut(messages, mark);
		r = try_open(operands, count, messages, ret);
	}
	if (r == -EAGAIN)
		buf_printf(messages,
			   "the files are renamed faster than they can be "
			   "opened: rotation?\n");
	return r;
}

void logset_close(struct logset *l)
{
	for (size_t i = 0; i < l->count; i++)
		source_close(l->sources[i]);
	free(l->sources);
	*l = (struct logset){ 0 };
}

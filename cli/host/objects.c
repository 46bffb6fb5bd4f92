// SPDX-License-Identifier: BSD-2-Clause
#include "objects.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "mount_table.h"
#include "objects_parts.h"
#include "path.h"

static void fail(struct object_search *s, const char *path, int error)
{
	if (s->error)
		return;
	s->error = error;
	(void)errmsg_set(s->err, error, "%s: %s", path, strerror(-error));
}

void object_search_gap(struct object_search *s, const char *what,
		       const char *path, int error)
{
	if (s->objects->gap)
		return;
	s->objects->gap = true;
	s->error = errmsg_set(s->err, error, "%s: %s: %s", what, path,
			      strerror(-error));
}

/* Its directory's real path and its own name.  -ENOENT: no directory. */
static int name_in_directory(const struct check_host *host, const char *path,
			     char *out)
{
	struct view parent = path_parent(view_of(path));
	struct view name = path_name(view_of(path));
	autoclose int fd =
		check_host_open_path(host, parent, O_PATH | O_DIRECTORY);
	size_t size;
	int r;

	if (fd < 0)
		return fd == -ENOTDIR || fd == -ELOOP ? -ENOENT : fd;
	r = check_host_real(host, fd, out);
	if (r < 0)
		return r;
	size = strlen(out);
	if (size == 1)
		size = 0;
	if (size + name.size + 2 > PATH_MAX)
		return -ENAMETOOLONG;
	(void)snprintf(out + size, PATH_MAX - size, "/%.*s", (int)name.size,
		       name.data);
	return 0;
}

/* What is at the path: kind, inode, link and real of object. */
static int look(const struct check_host *host, const char *path,
		struct object *object, char *real)
{
	autoclose int own =
		check_host_open(host, path + 1, O_PATH | O_NOFOLLOW);
	autoclose int fd = check_host_open(host, path + 1, O_PATH);
	struct stat st;
	int r;

	if (own >= 0 && fstat(own, &st) == 0)
		object->link = S_ISLNK(st.st_mode);
	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP)
		return name_in_directory(host, path, real);
	if (fd < 0)
		return fd;
	r = fstat(fd, &st) < 0 ? -errno : check_host_real(host, fd, real);
	if (r < 0)
		return r;
	object->kind = S_ISDIR(st.st_mode)  ? OBJECT_DIRECTORY :
		       S_ISSOCK(st.st_mode) ? OBJECT_SOCKET :
					      OBJECT_FILE;
	object->device = st.st_dev;
	object->inode = st.st_ino;
	return 0;
}

static void free_object(struct object *object)
{
	free(object->path);
	free(object->real);
	free(object->why);
}

static struct object *find(const struct object *list, size_t count,
			   const char *real)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].real, real) == 0)
			return (struct object *)(uintptr_t)&list[i];
	return NULL;
}

/* Takes the object.  Found twice, it is of the baseline if it was once. */
static int add(struct object **list, size_t *count, struct object *object)
{
	struct object *known = find(*list, *count, object->real), *grown;

	if (known) {
		known->baseline |= object->baseline;
		known->link |= object->link;
		free_object(object);
		return 0;
	}
	grown = *count < OBJECTS_MAX ?
			reallocarray(*list, *count + 1, sizeof(*grown)) :
			NULL;
	if (!grown) {
		free_object(object);
		return *count < OBJECTS_MAX ? -ENOMEM : -EFBIG;
	}
	*list = grown;
	grown[(*count)++] = *object;
	return 0;
}

static int add_found(struct object_search *s, const struct object_wish *wish,
		     struct object *object, const char *real)
{
	object->item = wish->item;
	object->class = wish->class;
	object->baseline = wish->baseline;
	object->path = strdup(wish->path);
	object->real = strdup(real);
	object->why = strdup(wish->why ? wish->why : "");
	if (object->path && object->real && object->why)
		return add(&s->objects->list, &s->objects->count, object);
	free_object(object);
	return -ENOMEM;
}

/* The link itself, beside what it leads to.  0 or -errno. */
static int add_link(struct object_search *s, const struct object_wish *wish)
{
	struct object object = { .kind = OBJECT_LINK };
	struct object_wish own = *wish;
	autoclose int fd =
		check_host_open(s->host, wish->path + 1, O_PATH | O_NOFOLLOW);
	char real[PATH_MAX];
	struct stat st;
	int r;

	if (fd < 0 || fstat(fd, &st) < 0)
		return fd < 0 ? fd : -errno;
	r = name_in_directory(s->host, wish->path, real);
	if (r < 0)
		return r;
	object.device = st.st_dev;
	object.inode = st.st_ino;
	own.baseline = false;
	own.why = "a symbolic link to it";
	return add_found(s, &own, &object, real);
}

static int add_missing(struct object_search *s, const struct object_wish *wish)
{
	struct object object = {
		.item = wish->item,
		.class = wish->class,
		.baseline = wish->baseline,
		.path = strdup(wish->path),
		.real = strdup(wish->path),
		.why = strdup(wish->why ? wish->why : ""),
	};

	if (object.path && object.real && object.why)
		return add(&s->objects->missing, &s->objects->missing_count,
			   &object);
	free_object(&object);
	return -ENOMEM;
}

void object_search_wish(struct object_search *s, const struct object_wish *wish)
{
	struct object object = { .kind = OBJECT_ABSENT };
	char real[PATH_MAX];
	int r;

	if (wish->path[0] != '/' || strlen(wish->path) >= PATH_MAX)
		return;
	r = look(s->host, wish->path, &object, real);
	if (r == 0 && wish->end &&
	    !view_ends(view_of(real), view_of(wish->end)))
		return;
	if (r == -ENOENT) {
		r = wish->anyway ? add_missing(s, wish) : 0;
	} else if (r == 0) {
		if (object.kind != OBJECT_ABSENT || object.link || wish->anyway)
			r = add_found(s, wish, &object, real);
		if (r == 0 && object.link && object.kind != OBJECT_ABSENT)
			r = add_link(s, wish);
	} else {
		fail(s, wish->path, r);
		object.kind = OBJECT_UNREAD;
		r = add_found(s, wish, &object, wish->path);
	}
	if (r < 0)
		object_search_gap(s, "what is to be watched", wish->path, r);
}

bool object_search_has(const struct object_search *s, const char *path)
{
	autoclose int fd = check_host_open(s->host, path + 1, O_PATH);

	return fd >= 0;
}

/* ----- what is mounted in a directory is not seen by the rule for it, if it
 * was mounted after the rule was loaded: it is an object of its own ----- */

struct mounts_in {
	struct object_search *search;
	const char *directory;
	struct object_wish wish; /* all but the path */
	bool state; /* Docker itself mounts what is deeper in its data */
};

static void see_mount(void *context, struct libmnt_fs *fs)
{
	struct mounts_in *in = context;
	const char *point = mnt_fs_get_target(fs);

	if (in->state && strchr(point + strlen(in->directory) + 1, '/'))
		return;
	in->wish.path = point;
	object_search_wish(in->search, &in->wish);
}

static void search_mounts_in(struct object_search *s,
			     struct libmnt_table *table, size_t place)
{
	const struct object *object = &s->objects->list[place];
	autofree char *directory = strdup(object->real);
	struct mounts_in in = {
		.search = s,
		.directory = directory,
		.wish = { .item = object->item,
			  .why = "mounted in a watched directory",
			  .class = object->class,
			  .baseline = object->baseline },
		.state = object->class == WATCH_STATE,
	};

	if (directory)
		mount_table_below(table, directory, see_mount, &in);
	else
		object_search_gap(s, "what is to be watched", "mounts",
				  -ENOMEM);
}

static void search_mounts(struct object_search *s)
{
	size_t count = s->objects->count; /* of those that are watched */
	struct libmnt_table *table;
	const char *list;

	if (mount_table_now(s->host, &table, &list) < 0)
		return; /* an image has none; a list that is hidden, no mounts */
	for (size_t i = 0; i < count; i++)
		if (s->objects->list[i].kind == OBJECT_DIRECTORY)
			search_mounts_in(s, table, i);
}

static size_t depth(const char *path)
{
	size_t count = 0;

	for (; *path; path++)
		count += *path == '/';
	return count;
}

/* Files, then directories, the lower first; dockwarden's own after the
 * baseline's. */
static int compare(const void *a, const void *b)
{
	const struct object *x = a, *y = b;
	bool x_directory = x->kind == OBJECT_DIRECTORY;
	bool y_directory = y->kind == OBJECT_DIRECTORY;
	bool x_self = x->class == WATCH_AUDIT, y_self = y->class == WATCH_AUDIT;
	int r;

	if (x_directory != y_directory)
		return x_directory ? 1 : -1;
	if (x_self != y_self)
		return x_self ? 1 : -1;
	if (x_directory && depth(x->real) != depth(y->real))
		return depth(x->real) > depth(y->real) ? -1 : 1;
	r = strcmp(x->item, y->item);
	return r ? r : strcmp(x->real, y->real);
}

int object_list_find(const struct check_host *host, const struct daemon *daemon,
		     struct object_list *ret, struct errmsg *err)
{
	struct object_search s = {
		.host = host,
		.daemon = daemon,
		.objects = ret,
		.err = err,
	};

	*ret = (struct object_list){ 0 };
	object_search_daemon(&s);
	object_search_units(&s);
	object_search_list(&s);
	object_search_others(&s);
	search_mounts(&s);
	if (ret->count)
		qsort(ret->list, ret->count, sizeof(*ret->list), compare);
	if (ret->missing_count)
		qsort(ret->missing, ret->missing_count, sizeof(*ret->missing),
		      compare);
	return s.error;
}

void object_list_done(struct object_list *objects)
{
	for (size_t i = 0; i < objects->count; i++)
		free_object(&objects->list[i]);
	for (size_t i = 0; i < objects->missing_count; i++)
		free_object(&objects->missing[i]);
	free(objects->list);
	free(objects->missing);
	*objects = (struct object_list){ 0 };
}

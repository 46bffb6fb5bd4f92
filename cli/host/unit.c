// SPDX-License-Identifier: BSD-2-Clause
#include "unit.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "cleanup.h"
#include "directory.h"
#include "unit_parts.h"

/* Of the system manager, the first counts most: systemd.unit(5) and
 * path-lookup.c of systemd 252.  The last but one is a link to the one before
 * it where /usr is merged. */
static const char *const unit_directories[] = {
	"/etc/systemd/system.control", "/run/systemd/system.control",
	"/run/systemd/transient",      "/run/systemd/generator.early",
	"/etc/systemd/system",	       "/etc/systemd/system.attached",
	"/run/systemd/system",	       "/run/systemd/system.attached",
	"/run/systemd/generator",      "/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system",     "/lib/systemd/system",
	"/run/systemd/generator.late",
};

#define DIRECTORY_COUNT (sizeof(unit_directories) / sizeof(unit_directories[0]))

const char *unit_directory(size_t i)
{
	return i < DIRECTORY_COUNT ? unit_directories[i] : NULL;
}

/* A unit in the making. */
struct search {
	const struct check_host *host;
	struct unit *unit;
	char *failed;
	int error; /* the first */
	dev_t seen_device[UNIT_MAX_FILES];
	ino_t seen_inode[UNIT_MAX_FILES];
};

static void fail(struct search *s, const char *path, int error)
{
	if (s->error == 0) {
		s->error = error;
		(void)snprintf(s->failed, PATH_MAX, "%s", path);
	}
}

int unit_add_text(char ***list, size_t *count, struct view text)
{
	char **grown;

	if (*count >= UNIT_MAX_FILES)
		return -EFBIG;
	grown = reallocarray(*list, *count + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	*list = grown;
	grown[*count] = strndup(text.data, text.size);
	if (!grown[*count])
		return -ENOMEM;
	(*count)++;
	return 0;
}

/* Is path a link that says /dev/null?  (On another disk there is none.) */
static bool is_null_link(const struct check_host *host, const char *path)
{
	autoclose int fd = check_host_open(host, path + 1, O_PATH | O_NOFOLLOW);
	char target[16];
	ssize_t size = fd < 0 ? -1 : readlinkat(fd, "", target, sizeof(target));

	return size > 0 &&
	       view_is(view_from(target, (size_t)size), "/dev/null");
}

enum found { ABSENT, FILE_THERE, MASKED, UNREADABLE };

static enum found look(struct search *s, const char *path)
{
	autoclose int fd = -1;
	struct stat st;

	if (is_null_link(s->host, path))
		return MASKED;
	fd = check_host_open(s->host, path + 1, O_PATH);
	if (fd == -ENOENT || fd == -ENOTDIR)
		return ABSENT;
	if (fd < 0 || fstat(fd, &st) < 0) {
		fail(s, path, fd < 0 ? fd : -errno);
		return UNREADABLE;
	}
	if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3))
		return MASKED;
	if (!S_ISREG(st.st_mode))
		return ABSENT;
	return st.st_size == 0 ? MASKED : FILE_THERE;
}

static void find_fragment(struct search *s, const char *name)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < DIRECTORY_COUNT; i++) {
		enum found found;

		(void)snprintf(path, sizeof(path), "%s/%s", unit_directories[i],
			       name);
		found = look(s, path);
		if (found == ABSENT)
			continue;
		s->unit->masked = found == MASKED;
		s->unit->fragment = strdup(path);
		if (!s->unit->fragment)
			fail(s, path, -ENOMEM);
		return;
	}
}

static bool is_dropin_name(const char *name)
{
	return name[0] != '.' && view_ends(view_of(name), VIEW(".conf"));
}

static struct view base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return view_of(slash ? slash + 1 : path);
}

/* The first directory that has a name has it for all. */
static bool is_taken(const struct unit *unit, const char *name)
{
	for (size_t i = 0; i < unit->dropin_count; i++)
		if (view_is(base_name(unit->dropins[i]), name))
			return true;
	return false;
}

static void list_dropins(struct search *s, const char *directory,
			 struct directory *dir)
{
	const struct dirent *entry;
	char path[PATH_MAX];

	while ((entry = directory_next(dir)) != NULL) {
		int r;

		if (!is_dropin_name(entry->d_name) ||
		    is_taken(s->unit, entry->d_name))
			continue;
		r = snprintf(path, sizeof(path), "%s/%s", directory,
			     entry->d_name);
		if (r < 0 || r >= (int)sizeof(path))
			continue;
		r = unit_add_text(&s->unit->dropins, &s->unit->dropin_count,
				  view_of(path));
		if (r < 0) {
			fail(s, directory, r);
			return;
		}
	}
	if (dir->error)
		fail(s, directory, dir->error);
}

/* The same directory by another name: /lib on a merged /usr. */
static bool is_seen(struct search *s, int fd)
{
	size_t count = s->unit->directory_count;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return true;
	for (size_t i = 0; i < count; i++)
		if (s->seen_device[i] == st.st_dev &&
		    s->seen_inode[i] == st.st_ino)
			return true;
	if (count < UNIT_MAX_FILES) {
		s->seen_device[count] = st.st_dev;
		s->seen_inode[count] = st.st_ino;
	}
	return false;
}

static void see_directory(struct search *s, const char *path, bool dropins)
{
	autodirectory struct directory dir;
	int r = directory_open(s->host, path + 1, &dir);

	if (r == -ENOENT || r == -ENOTDIR)
		return;
	if (r < 0) {
		fail(s, path, r);
		return;
	}
	if (is_seen(s, directory_fd(&dir)))
		return;
	r = unit_add_text(&s->unit->directories, &s->unit->directory_count,
			  view_of(path));
	if (r < 0)
		fail(s, path, r);
	else if (dropins)
		list_dropins(s, path, &dir);
}

/* In each unit directory: NAME.d, then for a-b.service a-.service.d. */
static void see_directories_of(struct search *s, const char *name, bool dropins)
{
	struct view whole = view_of(name);
	const char *suffix = strrchr(name, '.');
	char path[PATH_MAX];

	for (size_t i = 0; i < DIRECTORY_COUNT; i++) {
		struct view prefix = whole;

		(void)snprintf(path, sizeof(path), "%s/%s.d",
			       unit_directories[i], name);
		see_directory(s, path, dropins);
		prefix.size = suffix ? (size_t)(suffix - name) : 0;
		while (prefix.size) {
			if (prefix.data[--prefix.size] != '-' ||
			    prefix.size == 0 ||
			    suffix == name + prefix.size + 1)
				continue;
			(void)snprintf(path, sizeof(path), "%s/%.*s%s.d",
				       unit_directories[i],
				       (int)prefix.size + 1, name, suffix);
			see_directory(s, path, dropins);
		}
	}
}

static int compare_names(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(base_name(*left).data, base_name(*right).data);
}

static void see_names(struct search *s, const char *name, bool dropins)
{
	char **names = NULL;
	size_t count = 0;
	int r = unit_aliases(s->host, name, s->unit->fragment, &names, &count);

	if (r < 0)
		fail(s, name, r);
	for (size_t i = 0; i < count; i++) {
		see_directories_of(s, names[i], dropins);
		free(names[i]);
	}
	free(names);
}

/* dropins false: the directories alone, where systemd has named the files. */
static void see_directories(struct search *s, const char *name, bool dropins)
{
	const char *suffix = strrchr(name, '.');

	see_names(s, name, dropins);
	if (suffix) /* service.d: of all units of the type, counts least */
		see_directories_of(s, suffix + 1, dropins);
	if (dropins && s->unit->dropin_count)
		qsort(s->unit->dropins, s->unit->dropin_count,
		      sizeof(*s->unit->dropins), compare_names);
}

static void read_file(struct search *s, const char *path)
{
	autobuf struct buf text;
	int r;

	buf_init(&text, UNIT_MAX_FILE);
	r = check_host_read(s->host, path + 1, &text);
	if (r == 0)
		r = unit_parse(s->unit, path, buf_view(&text));
	if (r < 0)
		fail(s, path, r);
}

/* A drop-in that is a link to /dev/null, or a directory, is out: it has only
 * kept others of its name from counting. */
static void read_dropins(struct search *s)
{
	struct unit *unit = s->unit;
	size_t kept = 0;

	for (size_t i = 0; i < unit->dropin_count; i++) {
		enum found found = look(s, unit->dropins[i]);

		if (found == ABSENT || found == MASKED) {
			free(unit->dropins[i]);
			continue;
		}
		unit->dropins[kept++] = unit->dropins[i];
		if (found == FILE_THERE)
			read_file(s, unit->dropins[kept - 1]);
	}
	unit->dropin_count = kept;
}

static bool runs_systemd(const struct check_host *host)
{
	autoclose int fd = host->live ?
				   check_host_open(host, "run/systemd/system",
						   O_PATH | O_DIRECTORY) :
				   -ENOENT;

	return fd >= 0;
}

static void search(struct search *s, const char *name)
{
	bool told =
		runs_systemd(s->host) &&
		check_host_note(s->host, unit_systemd_ask(s->unit, name)) == 0;
	int r;

	if (!told)
		find_fragment(s, name);
	see_directories(s, name, !told);
	if (s->unit->fragment && !s->unit->masked)
		read_file(s, s->unit->fragment);
	read_dropins(s);
	r = unit_specifiers(s->host, name, s->unit);
	if (r < 0)
		fail(s, name, r);
}

int unit_read(const struct check_host *host, const char *name, struct unit *ret,
	      char *failed)
{
	autofree struct search *s = calloc(1, sizeof(*s));
	int r;

	*ret = (struct unit){ 0 };
	*failed = '\0';
	if (!s)
		return -ENOMEM;
	s->host = host;
	s->unit = ret;
	s->failed = failed;
	search(s, name);
	r = s->error;
	return r;
}

void unit_done(struct unit *unit)
{
	free(unit->fragment);
	for (size_t i = 0; i < unit->dropin_count; i++)
		free(unit->dropins[i]);
	free(unit->dropins);
	for (size_t i = 0; i < unit->directory_count; i++)
		free(unit->directories[i]);
	free(unit->directories);
	for (size_t i = 0; i < unit->setting_count; i++) {
		free(unit->settings[i].name);
		free(unit->settings[i].value);
		free(unit->settings[i].file);
		free(unit->settings[i].section);
	}
	free(unit->settings);
	*unit = (struct unit){ 0 };
}

const struct unit_setting *unit_setting(const struct unit *unit,
					const char *section, const char *name,
					size_t i)
{
	for (size_t j = 0; j < unit->setting_count; j++) {
		const struct unit_setting *s = &unit->settings[j];

		if (strcmp(s->section, section) == 0 &&
		    strcmp(s->name, name) == 0 && i-- == 0)
			return s;
	}
	return NULL;
}

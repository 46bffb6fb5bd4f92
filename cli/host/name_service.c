// SPDX-License-Identifier: BSD-2-Clause
#include "name_service.h"

#include <errno.h>

#include "cleanup.h"
#include "directory.h"
#include "entry.h"

#define NSSWITCH "etc/nsswitch.conf"
#define SERVICES "run/systemd/userdb"
#define BLANKS " \t\r"

/* The services of a database; VIEW_NONE where it has no line. */
static struct view find_line(struct view text, const char *database)
{
	struct view line;

	while (text.size) {
		line = entry_take(&text, '\n');
		line = entry_take(&line, '#');
		if (view_is(entry_trim(entry_take(&line, ':'), BLANKS),
			    database))
			return entry_trim(line, BLANKS);
	}
	return VIEW_NONE;
}

/* The next word: a service, or actions in brackets. */
static struct view take_word(struct view *text)
{
	struct view word = entry_trim(*text, BLANKS);
	size_t size = 0;
	const char *end = word.size && *word.data == '[' ?
				  memchr(word.data, ']', word.size) :
				  NULL;

	if (end)
		size = (size_t)(end - word.data) + 1;
	else if (word.size)
		do
			size++;
		while (size < word.size &&
		       !entry_is_one_of(word.data[size], BLANKS) &&
		       word.data[size] != '[');
	*text = view_skip(word, size);
	word.size = size;
	return word;
}

/* ----- systemd ----- */

/* Those of systemd that know no membership but of files, or of users that it
 * makes while a service runs. */
static bool is_own_service(const char *name)
{
	static const char *const own[] = {
		"io.systemd.DropIn",
		"io.systemd.DynamicUser",
		"io.systemd.Machine",
		"io.systemd.Multiplexer",
		"io.systemd.NameServiceSwitch",
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(name, own[i]) == 0)
			return true;
	return false;
}

/* A record may have "memberOf", or "members". */
static bool is_no_record(const char *name)
{
	static const char *const records[] = { ".user", ".user-privileged",
					       ".group", ".group-privileged" };

	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
		if (view_ends(view_of(name), view_of(records[i])))
			return false;
	return true;
}

/* Are all names of a directory such?  One that is not there has none. */
static bool all_are(const struct check_host *host, const char *path,
		    bool (*is_such)(const char *name))
{
	autodirectory struct directory d;
	const struct dirent *entry;
	bool such = true;
	int r = directory_open(host, path, &d);

	if (r < 0)
		return r == -ENOENT || r == -ENOTDIR;
	while (such && (entry = directory_next(&d)) != NULL)
		such = is_such(entry->d_name);
	return such && !d.error;
}

static bool systemd_is_listed(const struct check_host *host)
{
	static const char *const records[] = { "etc/userdb", "run/userdb",
					       "run/host/userdb",
					       "usr/lib/userdb" };

	if (!all_are(host, SERVICES, is_own_service))
		return false;
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
		if (!all_are(host, records[i], is_no_record))
			return false;
	return true;
}

static bool is_there(const struct check_host *host, const char *path)
{
	autoclose int fd = check_host_open(host, path, O_PATH);

	return fd != -ENOENT && fd != -ENOTDIR;
}

/* ----- the line ----- */

static void add_word(struct buf *out, struct view word)
{
	if (out->size)
		buf_add_byte(out, ' ');
	buf_add(out, word);
}

/* Actions belong to the service before them. */
static void sort_out(const struct check_host *host, struct view line,
		     struct buf *all, struct buf *unlisted)
{
	bool listed = false;

	for (;;) {
		struct view word = take_word(&line);

		if (!word.size)
			break;
		if (*word.data != '[')
			listed = view_is(word, "files") ||
				 (view_is(word, "systemd") &&
				  systemd_is_listed(host));
		add_word(all, word);
		if (!listed)
			add_word(unlisted, word);
	}
	buf_add_byte(all, '\0');
	buf_add_byte(unlisted, '\0');
}

int name_service_groups(const struct check_host *host, const char **database,
			struct buf *all, struct buf *unlisted)
{
	static const char *const databases[] = { "initgroups", "group" };
	struct view line = VIEW_NONE;
	autobuf struct buf text;
	int r;

	buf_init(&text, NAME_SERVICE_MAX);
	r = check_host_read(host, NSSWITCH, &text);
	if (r < 0)
		return r;
	for (size_t i = 0; !line.data && i < 2; i++) {
		line = find_line(buf_view(&text), databases[i]);
		*database = databases[i];
	}
	if (!line.data)
		return -ENOENT;
	sort_out(host, line, all, unlisted);
	return buf_error(all) ? buf_error(all) : buf_error(unlisted);
}

/* A line that begins with "+" takes what NIS, or another service, has. */
static bool has_plus(const struct check_host *host, const char *path)
{
	autobuf struct buf text;
	struct view rest;

	buf_init(&text, CHECK_MAX_FILE);
	if (check_host_read(host, path, &text) < 0)
		return false;
	rest = buf_view(&text);
	while (rest.size)
		if (view_starts(entry_trim(entry_take(&rest, '\n'), BLANKS),
				VIEW("+")))
			return true;
	return false;
}

/* Is it there to answer?  sss is in the line of every Fedora, with a domain or
 * without. */
static bool may_know(const struct check_host *host, struct view service)
{
	if (*service.data == '[' || view_is(service, "mymachines"))
		return false;
	if (view_is(service, "compat"))
		return has_plus(host, "etc/group") ||
		       has_plus(host, "etc/passwd");
	if (view_is(service, "db")) /* glibc's place, and Debian's */
		return is_there(host, "var/db/group.db") ||
		       is_there(host, "var/lib/misc/group.db");
	return !view_is(service, "sss") ||
	       check_host_has_entries(host, "etc/sssd/conf.d") != 0 ||
	       is_there(host, "etc/sssd/sssd.conf");
}

int name_service_elsewhere(const struct check_host *host, struct buf *out)
{
	autobuf struct buf all, unlisted;
	const char *database = NULL;
	struct view line;
	int r;

	buf_init(&all, NAME_SERVICE_MAX);
	buf_init(&unlisted, NAME_SERVICE_MAX);
	r = name_service_groups(host, &database, &all, &unlisted);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	line = view_of(unlisted.data);
	while (line.size) {
		struct view word = take_word(&line);

		if (word.size && may_know(host, word))
			add_word(out, word);
	}
	return buf_error(out);
}

bool name_service_asks(const struct check_host *host, const char *service)
{
	autobuf struct buf all, unlisted;
	const char *database = NULL;
	struct view line;
	int r;

	buf_init(&all, NAME_SERVICE_MAX);
	buf_init(&unlisted, NAME_SERVICE_MAX);
	r = name_service_groups(host, &database, &all, &unlisted);
	if (r < 0)
		return r != -ENOENT;
	line = view_of(all.data);
	while (line.size)
		if (view_is(take_word(&line), service))
			return true;
	return false;
}

// SPDX-License-Identifier: BSD-2-Clause
#include "auditlog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

#include "cleanup.h"

#define CONF_DIRECTORY "/etc/audit"
#define DEFAULT_LOG "/var/log/audit/audit.log"
#define MAX_COMMAND 4096
#define MAX_LINE 1024	/* of auditd.conf */
#define MAX_ROTATED 999 /* auditd.conf(5) num_logs */
#define HEAD_BYTES 512	/* of a record, before which its id stands */

/* /proc/PID/cmdline: words, each with a NUL behind it. */
static ssize_t read_command(pid_t pid, char words[static MAX_COMMAND])
{
	char name[64];
	autoclose int fd = -1;
	ssize_t size;

	(void)snprintf(name, sizeof(name), "/proc/%ld/cmdline", (long)pid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	size = read(fd, words, MAX_COMMAND - 1);
	if (size < 0)
		return -errno;
	words[size] = '\0';
	return size;
}

static bool is_auditd(const char *word)
{
	const char *slash = strrchr(word, '/');

	return strcmp(slash ? slash + 1 : word, "auditd") == 0;
}

/* The directory behind -c; CONF_DIRECTORY without one. */
static const char *conf_directory(const char *words, size_t size)
{
	const char *word = words, *end = words + size;

	for (; word < end; word += strlen(word) + 1) {
		if (strncmp(word, "-c", 2) != 0)
			continue;
		if (word[2])
			return word + 2;
		word += strlen(word) + 1;
		return word < end ? word : CONF_DIRECTORY;
	}
	return CONF_DIRECTORY;
}

/* "log_file = /var/log/audit/audit.log": the value, cut to its end. */
static char *value_of(char *line, const char *name)
{
	char *at = line + strspn(line, " \t"), *end;
	size_t size = strlen(name);

	if (strncasecmp(at, name, size) != 0)
		return NULL;
	at += size;
	at += strspn(at, " \t");
	if (*at != '=')
		return NULL;
	at++;
	at += strspn(at, " \t");
	end = at + strcspn(at, " \t\r\n");
	*end = '\0';
	return at;
}

/* A line of auditd.conf that says whether a log is written: the last of them
 * holds.  NOLOG is the old word for no (auditd.conf(5) log_format). */
static void note_written(char *line, bool *written)
{
	const char *value = value_of(line, "write_logs");

	if (value)
		*written = strcasecmp(value, "no") != 0;
	value = value_of(line, "log_format");
	if (value && strcasecmp(value, "nolog") == 0)
		*written = false;
}

static int read_conf(FILE *conf, char **ret)
{
	autofree char *path = strdup(DEFAULT_LOG);
	char line[MAX_LINE];
	bool written = true;

	while (path && fgets(line, sizeof(line), conf)) {
		const char *value = value_of(line, "log_file");

		if (value && *value == '/') {
			free(path);
			path = strdup(value);
		}
		note_written(line, &written);
	}
	if (!path)
		return -ENOMEM;
	if (!written)
		return -ENODATA;
	*ret = take(path);
	return 0;
}

int auditlog_find(pid_t auditd, char **ret)
{
	char words[MAX_COMMAND], name[MAX_COMMAND + 32];
	ssize_t size = read_command(auditd, words);
	autofclose FILE *conf = NULL;

	if (size < 0)
		return (int)size;
	if (size == 0 || !is_auditd(words))
		return -ESRCH;
	(void)snprintf(name, sizeof(name), "%s/auditd.conf",
		       conf_directory(words, (size_t)size));
	conf = fopen(name, "re");
	if (!conf)
		return -errno;
	return read_conf(conf, ret);
}

void auditlog_files_free(struct auditlog_files *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->names[i]);
	free(f->names);
	*f = (struct auditlog_files){ NULL, 0 };
}

/* path.1 is the newest of the rotated: how many of them, from there on, are
 * worth reading. */
static size_t count_rotated(const char *path, uint64_t max_bytes)
{
	uint64_t bytes = 0;
	size_t count = 0;

	while (count < MAX_ROTATED && bytes < max_bytes) {
		autofree char *name = NULL;
		struct stat st;

		if (asprintf(&name, "%s.%zu", path, count + 1) < 0) {
			name = NULL;
			break;
		}
		if (stat(name, &st) < 0 || !S_ISREG(st.st_mode))
			break;
		bytes += (uint64_t)st.st_size;
		count++;
	}
	return count;
}

int auditlog_files(const char *path, uint64_t max_bytes,
		   struct auditlog_files *ret)
{
	size_t rotated = count_rotated(path, max_bytes);
	struct auditlog_files files = { .count = 0 };
	/* Not access(), which passes over the capabilities of a process whose
	 * real user is not root (access(2)): of the plugin, then. */
	autoclose int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return -errno;
	files.names = calloc(rotated + 1, sizeof(*files.names));
	if (!files.names)
		return -ENOMEM;
	for (size_t i = rotated; i > 0; i--) {
		if (asprintf(&files.names[files.count], "%s.%zu", path, i) < 0)
			break;
		files.count++;
	}
	files.names[files.count] = strdup(path);
	if (files.count < rotated || !files.names[files.count]) {
		auditlog_files_free(&files);
		return -ENOMEM;
	}
	files.count++;
	*ret = files;
	return 0;
}

struct view auditlog_needle(const struct event_id *id,
			    char text[static AUDITLOG_NEEDLE])
{
	int size = snprintf(text, AUDITLOG_NEEDLE, "audit(%llu.%03u:%u):",
			    (unsigned long long)id->seconds, id->milliseconds,
			    id->serial);

	return view_from(text, (size_t)size);
}

bool auditlog_is(struct view line, struct view needle)
{
	size_t head = line.size < HEAD_BYTES ? line.size : HEAD_BYTES;

	return head && memmem(line.data, head, needle.data, needle.size);
}

// SPDX-License-Identifier: BSD-2-Clause
/*
 * dockwarden status: is the plugin alive, and what did it read, flag and lose?
 * It says so itself (audisp-dockwarden(8)); this reads it, looks whether that
 * process is there, and judges.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "command.h"
#include "diagnosis.h"
#include "health.h"
#include "host_names.h"
#include "monotonic.h"
#include "printable.h"
#include "status_report.h"
#include "trusted_file.h"

#define STATE_DIRECTORY "/var/lib/dockwarden"
#define STATUS_FILE "status.json"
#define MAX_MESSAGES ((size_t)64 << 10)
#define MAX_TEXT 1024 /* bytes of a text as it prints */
#define WORD_SIZE 64

struct request {
	const char *state;
	bool json;
};

/* What was found; the file's words belong to reading. */
struct found {
	struct health_reading *reading; /* NULL: it never ran */
	struct diagnosis_host host;
	char boot[WORD_SIZE], comm[WORD_SIZE];
	struct buf reasons;
};

static int set_state(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;

	if (!*value)
		return errmsg_set(err, -EINVAL, "no directory");
	request->state = value;
	return 0;
}

static int set_format(void *target, const char *value, struct errmsg *err)
{
	struct request *request = target;

	request->json = strcmp(value, "json") == 0;
	if (!request->json && strcmp(value, "text") != 0)
		return errmsg_set(err, -EINVAL,
				  "unknown format \"%s\" (text, json)", value);
	return 0;
}

/* The file is root's, the plugin's user's, or his who runs this. */
static int read_file(const char *path, struct buf *text, struct errmsg *err)
{
	const struct names *names = host_names();
	int r = trusted_file_read(path, (uint32_t)geteuid(), text, err);
	uint32_t owner;

	if (r != -EINVAL ||
	    names->uid_of(names->user, HEALTH_OWNER, &owner) < 0)
		return r;
	buf_reset(text);
	return trusted_file_read(path, owner, text, err);
}

/* STATUS_NOTHING: it is read, or there is none; STATUS_TROUBLE: said. */
static int load(const char *path, struct found *found)
{
	autobuf struct buf text, errors;
	struct errmsg err = { "" };
	int r;

	buf_init(&text, HEALTH_MAX_BYTES);
	buf_init(&errors, MAX_MESSAGES);
	r = read_file(path, &text, &err);
	if (r == -ENOENT) {
		buf_add_text(&found->reasons, "the plugin never ran: there is "
					      "no ");
		printable_text(&found->reasons, view_of(path), MAX_TEXT);
		buf_add_byte(&found->reasons, '\n');
		return STATUS_NOTHING;
	}
	if (r < 0) {
		command_say("%s: %s%s", path, err.text,
			    r == -EACCES ? "; root may read it" : "");
		return STATUS_TROUBLE;
	}
	r = health_read(buf_view(&text), path, &errors, &found->reading);
	if (r == -ENOMEM)
		command_say("out of memory");
	else if (r < 0)
		command_say_lines(buf_view(&errors));
	return r < 0 ? STATUS_TROUBLE : STATUS_NOTHING;
}

/* A file's first line; NONE where it cannot be read. */
static struct view read_word(const char *path, char *word)
{
	autofclose FILE *file = fopen(path, "re");
	size_t size;

	if (!file || !fgets(word, WORD_SIZE, file))
		return VIEW_NONE;
	size = strlen(word);
	if (size && word[size - 1] == '\n')
		size--;
	return view_from(word, size);
}

static void look(struct found *found)
{
	char path[WORD_SIZE];

	found->host.monotonic = monotonic_ms();
	found->host.boot =
		read_word("/proc/sys/kernel/random/boot_id", found->boot);
	(void)snprintf(path, sizeof(path), "/proc/%" PRIu64 "/comm",
		       health_of(found->reading)->pid);
	found->host.comm = read_word(path, found->comm);
}

static const struct option rows[] = {
	{ "state", "DIR", "the plugin's state directory (" STATE_DIRECTORY ")",
	  set_state },
	{ "format", "FORMAT", "text (the default) or json", set_format },
};

static const struct options status_options = {
	.command = "status",
	.operands = "",
	.about = "Says whether the plugin is alive and what it read, flagged, "
		 "held back and lost,\n"
		 "and each reason why it is not healthy.\n",
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
	.after = "Exit status: 0 healthy, 1 not healthy, 2 trouble.\n",
};

static int report(const struct request *request, const struct found *found)
{
	const struct status_report report = {
		.health = found->reading ? health_of(found->reading) : NULL,
		.host = &found->host,
		.reasons = buf_view(&found->reasons),
	};
	autobuf struct buf out;
	int r = buf_error(&found->reasons), status;

	buf_init(&out, STATUS_REPORT_MAX);
	if (r == 0)
		r = request->json ? status_report_json(&report, &out) :
				    status_report_text(&report, &out);
	if (r < 0) {
		command_say("the report cannot be made: %s", strerror(-r));
		return STATUS_TROUBLE;
	}
	status = command_print(buf_view(&out));
	return status == STATUS_NOTHING && found->reasons.size ? STATUS_FOUND :
								 status;
}

int status_command(int argc, char **argv)
{
	struct words words = { .list = argv + 1, .count = (size_t)argc - 1 };
	struct request request = { .state = STATE_DIRECTORY };
	struct found found = { .reading = NULL };
	autofree char *path = NULL;
	int status;

	if (!command_parse(&status_options, &words, &request, &status))
		return status;
	buf_init(&found.reasons, MAX_MESSAGES);
	if (asprintf(&path, "%s/" STATUS_FILE, request.state) < 0) {
		path = NULL;
		command_say("out of memory");
		return STATUS_TROUBLE;
	}
	status = load(path, &found);
	if (status == STATUS_NOTHING && found.reading) {
		look(&found);
		diagnose(health_of(found.reading), &found.host, &found.reasons);
	}
	if (status == STATUS_NOTHING)
		status = report(&request, &found);
	health_reading_free(found.reading);
	buf_done(&found.reasons);
	return status;
}

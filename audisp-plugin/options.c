// SPDX-License-Identifier: BSD-2-Clause
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "number.h"

#define MS 1000
#define MAX_SECONDS (366 * 86400)

/* Takes the value of its option; 0 or -EINVAL with a message. */
typedef int take_fn(struct plugin_options *o, const char *value,
		    struct errmsg *err);

static int take_policy(struct plugin_options *o, const char *value,
		       struct errmsg *err)
{
	(void)err;
	o->policy = value;
	return 0;
}

static int take_state(struct plugin_options *o, const char *value,
		      struct errmsg *err)
{
	(void)err;
	o->state = value;
	return 0;
}

static int take_log(struct plugin_options *o, const char *value,
		    struct errmsg *err)
{
	(void)err;
	o->no_log = strcmp(value, "none") == 0;
	o->log = o->no_log ? NULL : value;
	return 0;
}

static int take_seconds(const char *name, uint64_t min, const char *value,
			uint64_t *ret, struct errmsg *err)
{
	uint64_t seconds;

	if (number_decimal(view_of(value), MAX_SECONDS, &seconds) ||
	    seconds < min)
		return errmsg_set(err, -EINVAL,
				  "--%s: expected seconds, %llu to %d, got "
				  "'%s'",
				  name, (unsigned long long)min, MAX_SECONDS,
				  value);
	*ret = seconds * MS;
	return 0;
}

static int take_look_back(struct plugin_options *o, const char *value,
			  struct errmsg *err)
{
	return take_seconds("look-back", 0, value, &o->look_back, err);
}

static int take_merge(struct plugin_options *o, const char *value,
		      struct errmsg *err)
{
	return take_seconds("merge", 0, value, &o->merge, err);
}

static int take_grace(struct plugin_options *o, const char *value,
		      struct errmsg *err)
{
	return take_seconds("grace", 0, value, &o->grace, err);
}

static int take_heartbeat(struct plugin_options *o, const char *value,
			  struct errmsg *err)
{
	return take_seconds("heartbeat", 1, value, &o->heartbeat, err);
}

static int take_no_sandbox(struct plugin_options *o, const char *value,
			   struct errmsg *err)
{
	(void)value;
	(void)err;
	o->no_sandbox = true;
	return 0;
}

static int take_help(struct plugin_options *o, const char *value,
		     struct errmsg *err)
{
	(void)value;
	(void)err;
	o->help = true;
	return 0;
}

static int take_version(struct plugin_options *o, const char *value,
			struct errmsg *err)
{
	(void)value;
	(void)err;
	o->version = true;
	return 0;
}

struct row {
	const char *name, *value, *about;
	take_fn *take;
};

static const struct row rows[] = {
	{ "policy", "FILE", "the policy (" OPTIONS_POLICY ")", take_policy },
	{ "state", "DIR", "where its state is kept (" OPTIONS_STATE ")",
	  take_state },
	{ "log", "FILE", "the log that auditd writes (as its auditd.conf says)",
	  take_log },
	{ "look-back", "SECONDS",
	  "without a checkpoint: how far back the log is news (3600)",
	  take_look_back },
	{ "merge", "SECONDS",
	  "alerts that say the same are counted for so long (60; 0: never)",
	  take_merge },
	{ "grace", "SECONDS",
	  "so late may an audit event come before it counts as lost (30)",
	  take_grace },
	{ "heartbeat", "SECONDS", "between two heartbeats (60)",
	  take_heartbeat },
	{ "no-sandbox", NULL, "keep all privileges: for debugging alone",
	  take_no_sandbox },
	{ "help", NULL, "this text", take_help },
	{ "version", NULL, "the version", take_version },
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static const struct row *find_row(const char *word, size_t size)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (strlen(rows[i].name) == size &&
		    strncmp(rows[i].name, word, size) == 0)
			return &rows[i];
	return NULL;
}

/* Takes the option at words[0]; *ret_used: 2 where its value is the next word.
 * 0 or -EINVAL with a message. */
static int take_word(char *const *words, struct plugin_options *o,
		     int *ret_used, struct errmsg *err)
{
	const char *equals = strchr(words[0], '='), *value;
	const struct row *row = NULL;

	if (strncmp(words[0], "--", 2) == 0)
		row = find_row(words[0] + 2,
			       equals ? (size_t)(equals - words[0]) - 2 :
					strlen(words[0] + 2));
	if (!row)
		return errmsg_set(err, -EINVAL, "unknown option '%s'",
				  words[0]);
	if (!row->value && equals)
		return errmsg_set(err, -EINVAL, "--%s takes no value",
				  row->name);
	value = equals ? equals + 1 : words[1];
	if (row->value && !equals && value)
		*ret_used = 2;
	if (row->value && (!value || !*value))
		return errmsg_set(err, -EINVAL, "--%s: expected %s", row->name,
				  row->value);
	return row->take(o, value, err);
}

static void add_error(struct errmsg *all, const struct errmsg *one)
{
	size_t used = strlen(all->text);

	(void)snprintf(all->text + used, sizeof(all->text) - used, "%s%s",
		       used ? "; " : "", one->text);
}

int plugin_options_read(int argc, char **argv, struct plugin_options *ret,
			struct errmsg *err)
{
	int r = 0, used;

	*ret = (struct plugin_options){ .state = OPTIONS_STATE,
					.look_back = 3600 * MS,
					.merge = 60 * MS,
					.grace = 30 * MS,
					.heartbeat = 60 * MS };
	for (int i = 1; i < argc; i += used) {
		struct errmsg wrong = { .text = "" };

		used = 1;
		if (take_word(argv + i, ret, &used, &wrong) == 0)
			continue;
		add_error(err, &wrong);
		r = -EINVAL;
	}
	return r;
}

void plugin_options_help(void)
{
	puts("Usage: audisp-dockwarden [OPTION...]\n"
	     "\n"
	     "Reads audit records from standard input, as auditd hands them "
	     "to a plugin, and\n"
	     "says which of them are unauthorized changes to Docker's "
	     "files.\n"
	     "\n"
	     "Options:");
	for (size_t i = 0; i < ROW_COUNT; i++) {
		char name[40];

		(void)snprintf(name, sizeof(name), "--%s%s%s", rows[i].name,
			       rows[i].value ? "=" : "",
			       rows[i].value ? rows[i].value : "");
		printf("  %-20s %s\n", name, rows[i].about);
	}
	puts("\nExit status: 0 at the end of input, 2 trouble.");
}

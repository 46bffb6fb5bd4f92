// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon_source: what one daemon is told, and what is wrong with that.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "printable.h"

#define MAX_SENTENCE 1024
#define MORE_FLAWS "more is wrong with how dockerd is configured than is told"

const char *daemon_option_key(enum daemon_option option)
{
	return daemon_rows[option].key;
}

const char *daemon_option_flag(enum daemon_option option)
{
	return daemon_rows[option].flag;
}

static char *text_of(const struct buf *b)
{
	return buf_error(b) == -ENOMEM ?
		       NULL :
		       strndup(b->size ? b->data : "", b->size);
}

static char *where_of(const struct daemon_source *source, struct view where,
		      bool in_file)
{
	autobuf struct buf text;

	buf_init(&text, 4 * DAEMON_MAX_SHOWN + PATH_MAX);
	printable_text(&text, where, DAEMON_MAX_SHOWN);
	buf_add_text(&text, in_file ? " in " : " of ");
	if (in_file)
		printable_word(&text, view_of(source->config),
			       DAEMON_MAX_SHOWN);
	else
		buf_add_text(&text, source->name);
	return text_of(&text);
}

/* Its file is known once its flags have been read. */
static char *evidence_of(const struct daemon_source *source)
{
	autobuf struct buf text;

	buf_init(&text, 4 * PATH_MAX);
	if (source->config) {
		printable_word(&text, view_of(source->config),
			       DAEMON_MAX_SHOWN);
		buf_add_text(&text, ", of ");
	}
	buf_add_text(&text, source->name);
	return text_of(&text);
}

int daemon_set(struct daemon_source *source, enum daemon_option option,
	       struct view value, struct view where, bool in_file)
{
	struct daemon_setting *list, setting = {
		.option = option,
		.in_file = in_file,
	};

	if (source->setting_count >= DAEMON_MAX_SETTINGS)
		return -E2BIG;
	list = reallocarray(source->settings, source->setting_count + 1,
			    sizeof(*list));
	if (!list)
		return -ENOMEM;
	source->settings = list;
	setting.value = strndup(value.data ? value.data : "", value.size);
	setting.where = where_of(source, where, in_file);
	list[source->setting_count++] = setting;
	return setting.value && setting.where ? 0 : -ENOMEM;
}

int daemon_flaw(struct daemon_source *source, enum daemon_option option,
		bool fatal, const char *format, ...)
{
	struct daemon_flaw *list, flaw = { .option = option, .fatal = fatal };
	char sentence[MAX_SENTENCE];
	va_list ap;

	if (source->flaw_count >= DAEMON_MAX_FLAWS)
		return 0;
	va_start(ap, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, ap);
	va_end(ap);
	if (source->flaw_count == DAEMON_MAX_FLAWS - 1) {
		flaw.option = DAEMON_OPTION_COUNT;
		(void)snprintf(sentence, sizeof(sentence), MORE_FLAWS);
	}
	list = reallocarray(source->flaws, source->flaw_count + 1,
			    sizeof(*list));
	if (!list)
		return -ENOMEM;
	source->flaws = list;
	flaw.what = strdup(sentence);
	flaw.evidence = evidence_of(source);
	list[source->flaw_count++] = flaw;
	return flaw.what && flaw.evidence ? 0 : -ENOMEM;
}

void daemon_source_done(struct daemon_source *source)
{
	for (size_t i = 0; i < source->setting_count; i++) {
		free(source->settings[i].value);
		free(source->settings[i].where);
	}
	for (size_t i = 0; i < source->flaw_count; i++) {
		free(source->flaws[i].what);
		free(source->flaws[i].evidence);
	}
	for (size_t i = 0; i < DAEMON_VARIABLE_COUNT; i++)
		free(source->variables[i]);
	for (size_t i = 0; i < DAEMON_FILE_COUNT; i++)
		free(source->tls_files[i]);
	free(source->settings);
	free(source->flaws);
	free(source->name);
	free(source->program);
	free(source->config);
	free(source->root);
	*source = (struct daemon_source){ .name = NULL };
}

/* Flags come first in the list, so that a list's values of the file follow. */
const struct daemon_setting *daemon_setting(const struct daemon_source *source,
					    enum daemon_option option, size_t i)
{
	for (size_t j = 0; j < source->setting_count; j++)
		if (source->settings[j].option == option && i-- == 0)
			return &source->settings[j];
	return NULL;
}

/* Of a flag that is given twice the last counts (pflag). */
static const struct daemon_setting *
last_setting(const struct daemon_source *source, enum daemon_option option)
{
	const struct daemon_setting *found = NULL;

	for (size_t i = 0; i < source->setting_count; i++) {
		const struct daemon_setting *s = &source->settings[i];

		if (s->option == option &&
		    (!found || found->in_file == s->in_file))
			found = s;
	}
	return found;
}

bool daemon_flag(const struct daemon_source *source, enum daemon_option option,
		 const struct daemon_setting **ret_setting)
{
	*ret_setting = last_setting(source, option);
	return *ret_setting ? strcmp((*ret_setting)->value, "true") == 0 :
			      daemon_rows[option].standard;
}

const struct daemon_setting *daemon_text(const struct daemon_source *source,
					 enum daemon_option option)
{
	return last_setting(source, option);
}

/* Said by dockerd 20.10: "ICC=false uses iptables to function". */
static int judge_pair(struct daemon_source *source)
{
	const struct daemon_setting *icc, *iptables;

	if (daemon_flag(source, DAEMON_ICC, &icc) ||
	    daemon_flag(source, DAEMON_IPTABLES, &iptables))
		return 0;
	return daemon_flaw(source, DAEMON_ICC, true,
			   "%s takes iptables, and %s: dockerd does not start "
			   "with both",
			   icc->where, iptables->where);
}

int daemon_conflicts(struct daemon_source *source)
{
	int r = judge_pair(source);

	for (size_t i = 0; r == 0 && i < DAEMON_OPTION_COUNT; i++) {
		const struct daemon_setting *flag = NULL, *file = NULL;

		for (size_t j = 0; j < source->setting_count; j++) {
			const struct daemon_setting *s = &source->settings[j];

			if (s->option == i && s->in_file)
				file = s;
			else if (s->option == i)
				flag = s;
		}
		if (flag && file)
			r = daemon_flaw(source, (enum daemon_option)i, true,
					"%s, and %s: dockerd does not start "
					"with both",
					flag->where, file->where);
	}
	return r;
}

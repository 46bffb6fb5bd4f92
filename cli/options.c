// SPDX-License-Identifier: BSD-2-Clause
#include "options.h"

#include <errno.h>
#include <stdint.h>

#define HELP_COLUMN 20 /* where the help of an option begins */

/* How far the reading of the words has come. */
struct parse {
	const struct options *o;
	struct words *words;
	void *target;
	size_t at;	 /* the next word */
	size_t operands; /* found so far */
	uint32_t seen;	 /* bit i: row i */
	bool ended;	 /* "--" was seen */
};

static const struct option *find_row(const struct options *o, struct view name)
{
	for (size_t i = 0; i < o->count; i++)
		if (view_is(name, o->rows[i].name))
			return &o->rows[i];
	return NULL;
}

static int unknown(const struct options *o, const char *word,
		   struct errmsg *err)
{
	return errmsg_set(err, -EINVAL,
			  "unknown option \"%s\"; see dockwarden %s --help",
			  word, o->command);
}

/* The option's value: after "=", or the next word. */
static int take_value(struct parse *p, const struct option *row,
		      const char **value, struct errmsg *err)
{
	if (!row->argument) {
		if (*value)
			return errmsg_set(err, -EINVAL, "--%s takes no value",
					  row->name);
		return 0;
	}
	if (!*value && p->at < p->words->count)
		*value = p->words->list[p->at++];
	if (!*value)
		return errmsg_set(err, -EINVAL, "--%s: no %s given", row->name,
				  row->argument);
	return 0;
}

static int set_option(struct parse *p, const struct option *row,
		      const char *value, struct errmsg *err)
{
	uint32_t bit = (uint32_t)1 << (row - p->o->rows);
	struct errmsg why = { "" };
	int r = take_value(p, row, &value, err);

	if (r < 0)
		return r;
	if (p->seen & bit & ~p->o->repeated)
		return errmsg_set(err, -EINVAL, "--%s: given twice", row->name);
	p->seen |= bit;
	r = row->set(p->target, value, &why);
	if (r < 0)
		(void)errmsg_set(err, r, "--%s: %.400s", row->name, why.text);
	return r;
}

static int take_option(struct parse *p, const char *word, struct errmsg *err)
{
	const char *equals = strchr(word, '=');
	struct view name = view_of(word + strlen("--"));
	const struct option *row;

	if (word[1] != '-')
		return unknown(p->o, word, err);
	if (equals)
		name.size = (size_t)(equals - name.data);
	row = find_row(p->o, name);
	if (!row)
		return unknown(p->o, word, err);
	return set_option(p, row, equals ? equals + 1 : NULL, err);
}

static int take_word(struct parse *p, struct errmsg *err)
{
	char *word = p->words->list[p->at++];

	if (p->ended || word[0] != '-' || word[1] == '\0') {
		p->words->list[p->operands++] = word;
		return 0;
	}
	if (strcmp(word, "--") == 0) {
		p->ended = true;
		return 0;
	}
	return take_option(p, word, err);
}

static int check_operands(const struct options *o, size_t count,
			  struct errmsg *err)
{
	if (count >= o->min_operands && count <= o->max_operands)
		return 0;
	return errmsg_set(err, -EINVAL,
			  "%s: expected %s, got %zu operands; see dockwarden "
			  "%s --help",
			  o->command, o->operands, count, o->command);
}

static void find_help(struct words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		if (strcmp(words->list[i], "--") == 0)
			return;
		words->help |= strcmp(words->list[i], "--help") == 0;
		words->version |= strcmp(words->list[i], "--version") == 0;
	}
}

int options_parse(const struct options *o, struct words *words, void *target,
		  struct errmsg *err)
{
	struct parse p = { .o = o, .words = words, .target = target };

	find_help(words);
	if (words->help || words->version)
		return 0;
	while (p.at < words->count) {
		int r = take_word(&p, err);

		if (r < 0)
			return -EINVAL;
	}
	words->count = p.operands;
	return check_operands(o, p.operands, err);
}

static void help_row(const struct option *row, struct buf *out)
{
	size_t start = out->size;

	buf_printf(out, "  --%s%s%s", row->name, row->argument ? " " : "",
		   row->argument ? row->argument : "");
	do
		buf_add_byte(out, ' ');
	while (out->size - start < HELP_COLUMN && buf_error(out) == 0);
	buf_printf(out, "%s\n", row->help);
}

void options_help(const struct options *o, struct buf *out)
{
	static const struct option common[] = {
		{ "help", NULL, "print this", NULL },
		{ "version", NULL, "print the version", NULL },
	};

	buf_printf(out, "Usage: dockwarden %s [OPTION]...%s%s\n%s\n",
		   o->command, *o->operands ? " " : "", o->operands, o->about);
	for (size_t i = 0; i < o->count; i++)
		help_row(&o->rows[i], out);
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		help_row(&common[i], out);
	if (o->after)
		buf_printf(out, "\n%s", o->after);
}

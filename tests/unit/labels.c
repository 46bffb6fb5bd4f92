// SPDX-License-Identifier: BSD-2-Clause
#include "labels.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "number.h"

enum column {
	SCENARIO,
	KIND,
	FIRST,
	LAST,
	ITEM,
	ACTION,
	PATH,
	TARGET,
	AUID,
	EXE,
	OUTCOME,
	NOTE,
	COLUMN_COUNT
};

static uint32_t serial_of(struct view text)
{
	uint64_t n;

	demand(number_decimal(text, UINT32_MAX, &n) == 0, "a serial");
	return (uint32_t)n;
}

static enum label_kind kind_of(struct view text)
{
	if (view_is(text, "attack"))
		return LABEL_ATTACK;
	if (view_is(text, "ordinary"))
		return LABEL_ORDINARY;
	demand(view_is(text, "unseen"), "a kind");
	return LABEL_UNSEEN;
}

/* Reads a line, whose "\n" has become NUL. */
static struct label row_of(char *line)
{
	struct view columns[COLUMN_COUNT];
	char *at = line;

	for (int i = 0; i < COLUMN_COUNT; i++) {
		char *cell = strsep(&at, "\t");

		demand(cell != NULL, "too few columns");
		columns[i] = view_of(cell);
	}
	demand(at == NULL, "too many columns");
	return (struct label){
		.kind = kind_of(columns[KIND]),
		.first = serial_of(columns[FIRST]),
		.last = serial_of(columns[LAST]),
		.scenario = columns[SCENARIO],
		.item = columns[ITEM],
		.action = columns[ACTION],
		.path = columns[PATH],
		.target = columns[TARGET],
		.auid = columns[AUID],
		.exe = columns[EXE],
		.outcome = columns[OUTCOME],
		.note = columns[NOTE],
	};
}

void labels_load(const char *capture, struct labels *ret)
{
	autofree char *path = NULL;
	char *at, *line;
	size_t size;

	demand(asprintf(&path, "tests/data/captures/%s.labels.tsv", capture) >
		       0,
	       "out of memory");
	ret->count = 0;
	ret->text = at = capture_read(path, &size);
	line = strsep(&at, "\n"); /* the heading */
	demand(strncmp(line, "scenario\tkind\t", 14) == 0, "a heading");
	while ((line = strsep(&at, "\n")) && *line) {
		demand(ret->count < LABELS_MAX, "too many rows");
		ret->list[ret->count++] = row_of(line);
	}
}

void labels_free(struct labels *l)
{
	free(l->text);
	l->text = NULL;
}

const struct label *labels_of(const struct labels *l, const struct told *told)
{
	for (size_t i = 0; i < l->count; i++)
		if (told->serial >= l->list[i].first &&
		    told->serial <= l->list[i].last)
			return &l->list[i];
	return NULL;
}

void labels_are_quiet(const char *what, const struct labels *l,
		      const struct alerts *alerts)
{
	for (size_t i = 0; i < alerts->count; i++) {
		const struct label *row = labels_of(l, &alerts->list[i]);
		struct view document = alerts_document(alerts, i);

		if (row && row->kind == LABEL_ORDINARY)
			ck_abort_msg("%s: %.*s is ordinary, yet:\n%.*s", what,
				     (int)row->scenario.size,
				     row->scenario.data,
				     document.size < 1500 ? (int)document.size :
							    1500,
				     document.data);
	}
}

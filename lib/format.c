// SPDX-License-Identifier: BSD-2-Clause
#include "format.h"

static const struct format formats[] = {
	{ "ecs", format_ecs, NULL },   { "ocsf", format_ocsf, NULL },
	{ "cef", format_cef, NULL },   { "csv", format_csv, format_csv_header },
	{ "text", format_text, NULL },
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

const struct format *format_find(struct view name)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (view_is(name, formats[i].name))
			return &formats[i];
	return NULL;
}

const struct format *format_at(size_t i)
{
	return i < FORMAT_COUNT ? &formats[i] : NULL;
}

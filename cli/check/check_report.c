// SPDX-License-Identifier: BSD-2-Clause
#include "check_report.h"

const char *check_level_name(bool required)
{
	return required ? "required" : "recommended";
}

size_t check_report_count(const struct check_report *report,
			  enum check_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++)
		count += check_result_status(&report->results[i]) == status;
	return count;
}

static const struct check_format formats[] = {
	{ "text", check_text },
	{ "json", check_json },
	{ "junit", check_junit },
};

const struct check_format *check_format_at(size_t i)
{
	return i < sizeof(formats) / sizeof(formats[0]) ? &formats[i] : NULL;
}

const struct check_format *check_format_find(const char *name)
{
	for (size_t i = 0; check_format_at(i); i++)
		if (strcmp(check_format_at(i)->name, name) == 0)
			return check_format_at(i);
	return NULL;
}

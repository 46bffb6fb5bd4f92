// SPDX-License-Identifier: BSD-2-Clause
/*
 * The whole pipeline on any bytes: lines in, alerts out, in every format.
 * Each alert is one line; what is counted adds up; a second pass over the same
 * bytes tells the same.
 */
#include <stdint.h>
#include <stdlib.h>

#include "format.h"
#include "warden.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct pass {
	uint64_t hash, alerts;
};

static void check_line(const struct buf *line)
{
	const char *end = memchr(line->data, '\n', line->size);

	if (line->size > FORMAT_MAX_LINE || end != line->data + line->size - 1)
		abort();
}

static void on_alert(void *user, const struct alert *alert,
		     const struct verdict *verdict)
{
	struct pass *pass = user;
	autobuf struct buf line, words;

	buf_init(&line, FORMAT_MAX_LINE);
	buf_init(&words, FORMAT_MAX_LINE);
	decide_explain(verdict, &words);
	for (size_t i = 0; format_at(i); i++) {
		buf_reset(&line);
		if (format_at(i)->write(alert, &line))
			abort();
		check_line(&line);
		for (size_t k = 0; k < line.size; k++)
			pass->hash =
				pass->hash * 31 + (unsigned char)line.data[k];
	}
	pass->alerts++;
}

static struct pass run(const struct policy *policy, struct view bytes)
{
	struct pass pass = { 0, 0 };
	struct warden_options options = {
		.policy = policy, .all = true, .alert = on_alert, .user = &pass
	};
	struct warden_counts counts;
	autowarden struct warden *w = NULL;

	if (warden_new(&options, &w))
		abort();
	while (bytes.size) {
		const char *end = memchr(bytes.data, '\n', bytes.size);
		size_t size = end ? (size_t)(end - bytes.data) : bytes.size;

		(void)warden_feed(w, view_from(bytes.data, size));
		bytes = view_skip(bytes, size + 1);
	}
	warden_flush(w);
	counts = warden_counts(w);
	if (counts.authorized + counts.unauthorized != counts.changes ||
	    pass.alerts != counts.changes)
		abort();
	return pass;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view bytes = { (const char *)data, size };
	autopolicy struct policy *policy = NULL;
	struct pass once, twice;

	if (policy_default(&policy))
		abort();
	once = run(policy, bytes);
	twice = run(policy, bytes);
	if (once.hash != twice.hash || once.alerts != twice.alerts)
		abort();
	return 0;
}

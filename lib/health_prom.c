// SPDX-License-Identifier: BSD-2-Clause
/*
 * health_prom: the facts in Prometheus' text format: HELP, TYPE and samples a
 * metric, each metric's samples together (exposition_formats.md, 0.0.4).
 */
#include "health.h"

#include <inttypes.h>

#include "printable.h"

#define PREFIX "dockwarden_"
#define LABEL_MAX 256 /* bytes of a label's text as it prints */

static void put_head(struct buf *out, const char *metric, const char *help,
		     const char *type)
{
	buf_printf(out,
		   "# HELP " PREFIX "%s %s\n"
		   "# TYPE " PREFIX "%s %s\n" PREFIX "%s",
		   metric, help, metric, type, metric);
}

/* In a label's value '\', '"' and "\n" are escaped and it is UTF-8; what does
 * not print as itself is \xNN already, as in messages. */
static void put_label(struct buf *out, const char *name, struct view text)
{
	autobuf struct buf printed;

	buf_init(&printed, LABEL_MAX + 4); /* "..." */
	printable_text(&printed, text, LABEL_MAX);
	buf_printf(out, "%s=\"", name);
	for (size_t i = 0; i < printed.size; i++) {
		if (printed.data[i] == '\\' || printed.data[i] == '"')
			buf_add_byte(out, '\\');
		buf_add_byte(out, printed.data[i]);
	}
	buf_add_byte(out, '"');
}

static void put_digest(struct buf *out, const char *name, uint64_t digest)
{
	buf_printf(out, ",%s=\"%016" PRIx64 "\"", name, digest);
}

static const char *type_of(const struct health_row *row)
{
	return row->kind == HEALTH_COUNT ? "counter" : "gauge";
}

/* " VALUE\n" behind the metric's name and its labels. */
static void put_value(struct buf *out, const struct health_row *row,
		      const void *what)
{
	uint64_t number = 0;

	switch (row->kind) {
	case HEALTH_COUNT:
	case HEALTH_GAUGE:
		buf_printf(out, " %" PRIu64 "\n", health_number(row, what));
		break;
	case HEALTH_TIME:
	case HEALTH_DURATION:
		number = health_number(row, what);
		buf_printf(out, " %" PRIu64 ".%03" PRIu64 "\n", number / 1000,
			   number % 1000);
		break;
	case HEALTH_FLAG:
		buf_printf(out, " %d\n", health_flag(row, what));
		break;
	case HEALTH_DIGEST:
	case HEALTH_TEXT:
		break; /* they have no metric */
	}
}

/* What does not count stands as labels of a metric that is always 1. */
static void put_info(const struct health *h, struct buf *out)
{
	put_head(out, "info", "What runs, and by which policy and rules.",
		 "gauge");
	buf_add_byte(out, '{');
	put_label(out, "version", h->version);
	put_digest(out, "policy_digest", h->policy_digest);
	if (h->kernel_known) {
		put_digest(out, "rules_digest", h->rules_digest);
		put_digest(out, "docker_rules_digest", h->docker_rules_digest);
	}
	buf_add_text(out, "} 1\n");
	put_head(out, "running", "1 while the plugin runs.", "gauge");
	buf_printf(out, " %d\n", h->state != HEALTH_STOPPED);
}

/* A policy may name the same output twice, and long names may be cut to the
 * same: two samples that no label tells apart are an error of all of them to
 * node_exporter, so each has its place in the policy. */
static void put_outputs(const struct health *h, const struct health_row *row,
			struct buf *out)
{
	for (size_t i = 0; i < h->output_count; i++) {
		if (i == 0)
			put_head(out, row->metric, row->help, type_of(row));
		if (i > 0)
			buf_printf(out, PREFIX "%s", row->metric);
		buf_printf(out, "{index=\"%zu\",", i);
		put_label(out, "output", h->outputs[i].name);
		buf_add_byte(out, ',');
		put_label(out, "format", h->outputs[i].format);
		buf_add_byte(out, '}');
		put_value(out, row, &h->outputs[i]);
	}
}

int health_prom(const struct health *h, struct buf *out)
{
	const struct health_row *row;

	put_info(h, out);
	for (row = health_rows; row->group; row++) {
		if (!row->metric || !health_has(row, h))
			continue;
		put_head(out, row->metric, row->help, type_of(row));
		put_value(out, row, h);
	}
	for (row = health_output_rows; row->key; row++)
		if (row->metric)
			put_outputs(h, row, out);
	return buf_error(out);
}

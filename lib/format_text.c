// SPDX-License-Identifier: BSD-2-Clause
/*
 * One line for a person at a terminal, for reading and for grep:
 *
 *   2026-11-22 00:46:48.202 CRITICAL SSE_SEC_APP_DOCKER_10 write
 *   /etc/docker/daemon.json (as /host/docker/daemon.json) by
 *   /bin/busybox[4242] uid 0 login unset: no rule allows it
 *   [node17 1795308408.202:2258]
 *
 *   2026-11-22 00:46:48.202 HIGH DOCKWARDEN_SELF lost: 12 audit events …
 */
#include "format.h"

#include "printable.h"
#include "sentence.h"
#include "timestamp.h"

/* Together, and with sentence.h's own bound, below FORMAT_MAX_LINE. */
#define NAME_MAX_BYTES 512
#define RULE_MAX_BYTES 256
#define REASON_MAX_BYTES 1024

static void add_upper(struct buf *out, const char *word)
{
	for (; *word; word++)
		buf_add_byte(out, *word >= 'a' && *word <= 'z' ?
					  (char)(*word - 'a' + 'A') :
					  *word);
}

static void add_verdict(struct buf *out, const struct alert *alert)
{
	if (alert->verdict != VERDICT_AUTHORIZED)
		return;
	buf_add_text(out, ", authorized");
	if (alert->policy_rule.size) {
		buf_add_text(out, " by ");
		printable_word(out, alert->policy_rule, RULE_MAX_BYTES);
	}
}

/* Why /proc has not shown the process, where it was looked for. */
static void add_witness(struct buf *out, const struct alert_witness *w)
{
	if (!w || w->state == WITNESS_SEEN)
		return;
	buf_add_text(out, "; the process was not seen: ");
	buf_add_text(out, witness_words(w->state));
}

static void add_source(struct buf *out, const struct alert *alert)
{
	char id[TIMESTAMP_SIZE];
	struct view host =
		alert->is_notice ? alert_host(alert) : alert->event->node;

	if (alert->is_notice && host.size == 0)
		return;
	buf_add_text(out, " [");
	if (host.size)
		printable_word(out, host, RULE_MAX_BYTES);
	if (host.size && !alert->is_notice)
		buf_add_byte(out, ' ');
	if (!alert->is_notice)
		buf_add(out, timestamp_event(&alert->event->id, id));
	buf_add_byte(out, ']');
}

int format_text(const struct alert *alert, struct buf *out)
{
	size_t start = out->size;
	char time[TIMESTAMP_SIZE];

	buf_add(out, timestamp_plain(&alert->event->id, time));
	buf_add_byte(out, ' ');
	add_upper(out, severity_name(alert->severity));
	buf_add_byte(out, ' ');
	printable_word(out, alert->rule_id, RULE_MAX_BYTES);
	buf_add_byte(out, ' ');
	sentence_add(out, alert, NAME_MAX_BYTES);
	add_verdict(out, alert);
	if (alert->reason.size) {
		buf_add_text(out, ": ");
		printable_text(out, alert->reason, REASON_MAX_BYTES);
	}
	add_witness(out, alert->witness);
	add_source(out, alert);
	buf_add_byte(out, '\n');
	if (buf_error(out))
		buf_cut(out, start);
	return buf_error(out);
}

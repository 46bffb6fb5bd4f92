// SPDX-License-Identifier: BSD-2-Clause
/* What rule_judge found, in a sentence. */
#include "cleanup.h"
#include "rule_field.h"
#include "rule_judge.h"
#include "rule_print.h"

const char *rule_judge_name(enum coverage_kind kind)
{
	switch (kind) {
	case COVERED:
		return "COVERED";
	case COVERED_KEY:
		return "KEY";
	case COVERED_PARTLY:
		return "PARTLY";
	case COVERED_STALE:
		return "STALE";
	case COVERED_LINK:
		return "LINK";
	case COVERED_SHADOW:
		return "SHADOW";
	case COVERED_MUTED:
		return "MUTED";
	case COVERED_OFF:
		return "OFF";
	case COVERED_NOT:
		return "NOT";
	}
	return "NOT";
}

static void say_partly(const struct coverage *c, struct buf *out)
{
	if (c->by->data->action == AUDIT_NEVER)
		buf_printf(out, " stops %s", c->missed);
	else if (c->as_file)
		buf_printf(out,
			   " is for the directory as if it were a file, and "
			   "does not record %s",
			   c->missed);
	else
		buf_printf(out, " does not record %s", c->missed);
}

static void say_what(const struct coverage *c, struct buf *out)
{
	switch (c->kind) {
	case COVERED:
		buf_add_text(out, " records each change");
		break;
	case COVERED_KEY:
		buf_add_text(out, " records changes under a key of its own");
		break;
	case COVERED_PARTLY:
		say_partly(c, out);
		break;
	case COVERED_STALE:
		buf_printf(out, " is listed, but %s", c->missed);
		break;
	case COVERED_LINK:
		buf_add_text(out, " is for the symbolic link, not for what it "
				  "leads to");
		break;
	case COVERED_SHADOW:
		buf_printf(out, " comes first and stops %s", c->missed);
		break;
	case COVERED_MUTED:
		buf_printf(out, " of the %s list drops %s",
			   rule_list_name(rule_list_of(c->by->data)),
			   c->missed);
		break;
	case COVERED_OFF:
	case COVERED_NOT:
		break;
	}
}

/* A watch to the eye. */
static void say_about(const struct coverage *c, struct buf *out)
{
	buf_printf(out, "rule %zu %s: ", c->about->place,
		   c->about->data->action == AUDIT_NEVER ?
			   "says never, though auditctl -l prints a watch" :
			   "names it, and records no change of it");
	rule_print_text(c->host, c->about->data, out);
}

void rule_judge_say(const struct coverage *coverage, struct buf *out)
{
	if (!coverage->by && coverage->about) {
		say_about(coverage, out);
		return;
	}
	if (!coverage->by) {
		buf_add_text(out, coverage->missed[0] ? coverage->missed :
							"no rule watches it");
		return;
	}
	buf_printf(out, "rule %zu", coverage->by->place);
	say_what(coverage, out);
	buf_add_text(out, ": ");
	rule_print_text(coverage->host, coverage->by->data, out);
}

// SPDX-License-Identifier: BSD-2-Clause
#include "check_result.h"

#include <errno.h>

#include "cleanup.h"
#include "printable.h"

#define MAX_PATH_SHOWN 1024
#define CUT_MARK " ... (cut)"

const char *check_status_name(enum check_status status)
{
	switch (status) {
	case CHECK_NA:
		return "N/A";
	case CHECK_PASS:
		return "PASS";
	case CHECK_WARN:
		return "WARN";
	case CHECK_UNKNOWN:
		return "UNKNOWN";
	case CHECK_FAIL:
		break;
	}
	return "FAIL";
}

void check_result_init(struct check_result *r, const char *item,
		       const char *title, bool required)
{
	*r = (struct check_result){
		.item = item,
		.title = title,
		.required = required,
		.cis = "",
		.cis_old = "",
	};
}

static void finding_done(struct check_finding *finding)
{
	free(finding->what);
	free(finding->evidence);
	free(finding->remedy);
}

void check_result_done(struct check_result *r)
{
	for (size_t i = 0; i < r->count; i++)
		finding_done(&r->findings[i]);
	free(r->findings);
	r->findings = NULL;
	r->count = r->dropped = 0;
}

void check_draft_init(struct check_draft *draft)
{
	buf_init(&draft->what, CHECK_MAX_TEXT);
	buf_init(&draft->evidence, CHECK_MAX_TEXT);
	buf_init(&draft->remedy, CHECK_MAX_TEXT);
}

void check_draft_done(struct check_draft *draft)
{
	buf_done(&draft->what);
	buf_done(&draft->evidence);
	buf_done(&draft->remedy);
}

/* The text as a string of its own; NULL without memory. */
static char *text_of(const struct buf *b)
{
	bool cut = buf_error(b) == -ENOBUFS;
	size_t size = b->size, room = size + sizeof(CUT_MARK);
	char *text = buf_error(b) == -ENOMEM ? NULL : malloc(room);

	if (!text)
		return NULL;
	if (size)
		memcpy(text, b->data, size);
	if (cut) {
		memcpy(text + size, CUT_MARK, sizeof(CUT_MARK) - 1);
		size += sizeof(CUT_MARK) - 1;
	}
	text[size] = '\0';
	return text;
}

static int add(struct check_result *r, struct check_finding *finding)
{
	struct check_finding *list;

	if (!finding->what || !finding->evidence || !finding->remedy)
		return -ENOMEM;
	list = reallocarray(r->findings, r->count + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	list[r->count++] = *finding;
	r->findings = list;
	return 0;
}

void check_result_add(struct check_result *r, enum check_status status,
		      struct check_draft *draft)
{
	struct check_finding finding = { .status = status };

	if (r->count >= CHECK_MAX_FINDINGS) {
		r->dropped++;
	} else {
		finding.what = text_of(&draft->what);
		finding.evidence = text_of(&draft->evidence);
		finding.remedy = text_of(&draft->remedy);
		if (add(r, &finding) < 0) {
			finding_done(&finding);
			r->error = -ENOMEM;
		}
	}
	buf_reset(&draft->what);
	buf_reset(&draft->evidence);
	buf_reset(&draft->remedy);
}

void check_result_say(struct check_result *r, enum check_status status,
		      const char *what, const char *evidence,
		      const char *remedy)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	buf_add_text(&draft.what, what);
	buf_add_text(&draft.evidence, evidence);
	buf_add_text(&draft.remedy, remedy);
	check_result_add(r, status, &draft);
}

void check_result_unread(struct check_result *r, const char *what,
			 const char *path, int error)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	buf_add_text(&draft.what, what);
	printable_word(&draft.evidence, view_of(path), MAX_PATH_SHOWN);
	buf_printf(&draft.evidence, ": %s", strerror(-error));
	if (error == -EACCES || error == -EPERM)
		buf_add_text(&draft.remedy, "run the check as root");
	check_result_add(r, CHECK_UNKNOWN, &draft);
}

void check_result_doubt(struct check_result *r, int error)
{
	check_result_done(r);
	check_result_say(r, CHECK_UNKNOWN,
			 "files that may decide could not be opened",
			 strerror(-error),
			 error == -EMFILE ? "ulimit -n 1024" : "");
}

enum check_status check_result_status(const struct check_result *r)
{
	enum check_status worst = CHECK_NA;

	for (size_t i = 0; i < r->count; i++)
		if (r->findings[i].status > worst)
			worst = r->findings[i].status;
	if ((r->count == 0 || r->dropped) && worst < CHECK_UNKNOWN)
		return CHECK_UNKNOWN;
	return worst;
}

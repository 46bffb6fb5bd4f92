// SPDX-License-Identifier: BSD-2-Clause
#include "policy_text.h"

#include "path.h"

#define MAX_NAME 256 /* bytes: LOGIN_NAME_MAX of Linux */
#define MAX_ITEM 64

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static void bad_text(struct policy_reader *r, const char *expected,
		     struct view text)
{
	policy_report_error(&r->report, "expected %s, got %s", expected,
			    policy_quote(text).text);
}

static bool has_control(struct view text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F)
			return true;
	return false;
}

/* ':' ends a name in passwd(5) and group(5). */
static void check_name(struct policy_reader *r, struct view text)
{
	if (text.size > MAX_NAME || has_control(text) ||
	    memchr(text.data, '/', text.size) ||
	    memchr(text.data, ':', text.size))
		bad_text(r,
			 "a name of 1 to 256 bytes without \"/\", \":\" "
			 "and control characters",
			 text);
}

static void check_line(struct policy_reader *r, struct view text)
{
	if (has_control(text))
		bad_text(r, "text without control characters", text);
}

/* PAM shows it to a person, so it may have lines. */
static void check_message(struct policy_reader *r, struct view text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '\n' || text.data[i] == '\t' ||
		    !has_control(view_from(text.data + i, 1)))
			continue;
		bad_text(r, "text without control characters but \\n and \\t",
			 text);
		return;
	}
}

static bool made_of(struct view text, const char *bytes)
{
	for (size_t i = 0; i < text.size; i++)
		if (!memchr(bytes, text.data[i], strlen(bytes)))
			return false;
	return true;
}

static void check_item(struct policy_reader *r, struct view text)
{
	if (text.size > MAX_ITEM || !made_of(text, UPPER LOWER DIGITS "_.-"))
		bad_text(r, "1 to 64 letters, digits, \"_\", \".\" and \"-\"",
			 text);
}

static void check_own_item(struct policy_reader *r, struct view text)
{
	if (text.size > MAX_ITEM || !made_of(text, UPPER DIGITS "_"))
		bad_text(r, "1 to 64 of A-Z, 0-9 and \"_\"", text);
}

/* The form that paths of events are brought to: any other would never match. */
static void check_path(struct policy_reader *r, struct view text)
{
	struct view normal;

	if (text.data[0] != '/') {
		bad_text(r, "an absolute path", text);
		return;
	}
	scratch_reset(&r->scratch);
	normal = path_normal(VIEW_NONE, text, &r->scratch);
	if (view_is(normal, "/"))
		bad_text(r, "a path below \"/\"", text);
	else if (!view_equal(normal, text))
		policy_report_error(&r->report,
				    "expected a path in normal form, %s, "
				    "got %s",
				    policy_quote(normal).text,
				    policy_quote(text).text);
}

const struct policy_text_kind policy_text_group = { "a group name",
						    check_name };
const struct policy_text_kind policy_text_user = { "a user name or a uid",
						   check_name };
const struct policy_text_kind policy_text_item = { "an item's id", check_item };
const struct policy_text_kind policy_text_own_item = { "an item's id",
						       check_own_item };
const struct policy_text_kind policy_text_path = { "an absolute path",
						   check_path };
const struct policy_text_kind policy_text_line = { "a non-empty text",
						   check_line };
const struct policy_text_kind policy_text_message = { "a non-empty text",
						      check_message };

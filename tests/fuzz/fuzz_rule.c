// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a listing of audit rules.  What is refused is refused with one
 * printable line; what is taken prints as a listing that is taken and is the
 * same, and is judged.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "rule_field.h"
#include "rule_judge.h"
#include "rule_print.h"

#define MAX_PRINTED ((size_t)1 << 20)
#define MAX_LINE 6143 /* as rule_text.c */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static bool has(struct view text, const char *what)
{
	return text.size && memmem(text.data, text.size, what, strlen(what));
}

/* auditctl's language has no way to say these. */
static bool is_sayable(const struct audit_rule_data *rule)
{
	struct rule_walk walk = { 0 };
	struct rule_field field;

	while (rule_field_next(rule, &walk, &field)) {
		struct view text = field.text;

		if (field.type == AUDIT_FILTERKEY) {
			if (has(text, "\x01\x01") || !text.size ||
			    text.data[0] == 0x01 ||
			    text.data[text.size - 1] == 0x01)
				return false;
		} else if (has(text, "!=") || has(text, ">=") ||
			   has(text, "<=") || has(text, "&=")) {
			return false;
		}
	}
	return true;
}

static void check_print(const struct check_host *host,
			const struct audit_rule_data *rule)
{
	autorules struct rule_list back = { 0 };
	autobuf struct buf out, shown;

	buf_init(&out, MAX_PRINTED);
	buf_init(&shown, MAX_PRINTED);
	rule_print_text(host, rule, &shown);
	for (size_t i = 0; i < shown.size; i++)
		require((unsigned char)shown.data[i] >= ' ');
	rule_print(host, rule, &out);
	require(buf_error(&out) == 0 && buf_error(&shown) == 0);
	if (!is_sayable(rule) || out.size > MAX_LINE)
		return;
	require(rule_list_text(host, "p", buf_view(&out), &back, NULL) == 0);
	require(back.count == 1 && rule_equal(back.rules[0].data, rule));
}

static void check_judge(const struct check_host *host,
			const struct rule_list *list)
{
	static const char *const paths[] = { "/etc", "/etc/passwd",
					     "/etc/no/such" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char path[32];
		struct object object = { .path = path, .real = path };
		struct coverage coverage;
		autobuf struct buf out;

		memcpy(path, paths[i], strlen(paths[i]) + 1);
		buf_init(&out, MAX_PRINTED);
		require(rule_judge(list, host, &object, &coverage) == 0);
		rule_judge_say(&coverage, &out);
		require(out.size && buf_error(&out) == 0);
		for (size_t k = 0; k < out.size; k++)
			require((unsigned char)out.data[k] >= ' ');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autohost struct check_host host;
	autorules struct rule_list list = { 0 };
	struct errmsg err = { "" };
	struct rule_status status;
	struct view text = view_from((const char *)data, size);
	int ret;

	require(check_host_init(&host, "/") == 0);
	(void)rule_list_status(text, &status);
	ret = rule_list_text(&host, "p", text, &list, &err);
	require(ret == 0 || ret == -EINVAL);
	require((err.text[0] != 0) == (ret != 0));
	for (size_t i = 0; i < list.count; i++)
		check_print(&host, list.rules[i].data);
	if (list.count <= 32)
		check_judge(&host, &list);
	return 0;
}

// SPDX-License-Identifier: BSD-2-Clause
#include "policy.h"

#include "policy_words.h"
#include "utf8.h"

static void print_escape(struct buf *out, uint32_t character)
{
	if (character == '\n')
		buf_add_text(out, "\\n");
	else if (character == '\t')
		buf_add_text(out, "\\t");
	else if (character < 0x10000)
		buf_printf(out, "\\u%04x", character);
	else
		buf_printf(out, "\\u%04x\\u%04x",
			   0xd800 + ((character - 0x10000) >> 10),
			   0xdc00 + (character & 0x3ff));
}

/* Of UTF-8 without NUL, as policy_parse() takes it. */
static void print_text(struct buf *out, const char *text)
{
	struct view rest = view_of(text);

	buf_add_byte(out, '"');
	while (rest.size) {
		uint32_t character = 0;
		size_t size = utf8_next(rest, &character);

		if (size == 0) /* not by policy_parse(): shown as \u0000 */
			size = 1;
		if (utf8_is_hidden(character))
			print_escape(out, character);
		else if (character == '"' || character == '\\')
			buf_printf(out, "\\%c", (int)character);
		else
			buf_add(out, view_from(rest.data, size));
		rest = view_skip(rest, size);
	}
	buf_add_byte(out, '"');
}

static void print_member(struct buf *out, const char *before, const char *key,
			 const char *text)
{
	buf_printf(out, "%s\"%s\": ", before, key);
	print_text(out, text);
}

/* What stands before the i-th entry of a list in a line. */
static const char *comma(size_t i)
{
	return i ? ", " : "";
}

static void print_texts(struct buf *out, char *const *texts, size_t count)
{
	buf_add_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		buf_add_text(out, comma(i));
		print_text(out, texts[i]);
	}
	buf_add_byte(out, ']');
}

static void print_users(struct buf *out, const struct policy_user *users,
			size_t count)
{
	buf_add_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		buf_add_text(out, comma(i));
		if (users[i].name)
			print_text(out, users[i].name);
		else
			buf_add_u64(out, users[i].uid);
	}
	buf_add_byte(out, ']');
}

static void print_actions(struct buf *out, uint32_t actions)
{
	size_t count = 0;

	buf_add_byte(out, '[');
	for (size_t i = 0; policy_action_word(i); i++)
		if (actions & UINT32_C(1) << i) {
			buf_add_text(out, comma(count++));
			print_text(out, policy_action_word(i));
		}
	buf_add_byte(out, ']');
}

static void print_rule(struct buf *out, const struct policy_allow *rule)
{
	print_member(out, "{ ", "name", rule->name);
	if (rule->item_count) {
		buf_add_text(out, ", \"items\": ");
		print_texts(out, rule->items, rule->item_count);
	}
	if (rule->exe_count) {
		buf_add_text(out, ", \"exe\": ");
		print_texts(out, rule->exe, rule->exe_count);
	}
	if (rule->user_count) {
		buf_add_text(out, ", \"users\": ");
		print_users(out, rule->users, rule->user_count);
	}
	if (rule->actions) {
		buf_add_text(out, ", \"actions\": ");
		print_actions(out, rule->actions);
	}
	buf_add_text(out, " }");
}

static void print_watch(struct buf *out, const struct policy_watch *watch)
{
	print_member(out, "{ ", "path", watch->path);
	print_member(out, ", ", "item", watch->item);
	print_member(out, ", ", "title", watch->title);
	buf_add_text(out, " }");
}

static void print_output(struct buf *out, const struct policy_output *output)
{
	print_member(out, "{ ", "type", policy_output_word(output->type));
	if (output->path)
		print_member(out, ", ", "path", output->path);
	print_member(out, ", ", "format", output->format);
	buf_add_text(out, " }");
}

/* What stands before the i-th entry of a list with a line for each, and after
 * the last. */
static const char *line_before(size_t i)
{
	return i ? ",\n    " : "\n    ";
}

static const char *line_after(size_t count)
{
	return count ? "\n  ]" : "]";
}

static void print_rules(struct buf *out, const struct policy *p)
{
	buf_add_text(out, "  \"allow\": [");
	for (size_t i = 0; i < p->allow_count; i++) {
		buf_add_text(out, line_before(i));
		print_rule(out, &p->allow[i]);
	}
	buf_printf(out, "%s,\n", line_after(p->allow_count));
}

static void print_watches(struct buf *out, const struct policy *p)
{
	buf_add_text(out, "  \"watch\": [");
	for (size_t i = 0; i < p->watch_count; i++) {
		buf_add_text(out, line_before(i));
		print_watch(out, &p->watch[i]);
	}
	buf_printf(out, "%s,\n", line_after(p->watch_count));
}

static void print_outputs(struct buf *out, const struct policy *p)
{
	buf_add_text(out, "  \"outputs\": [");
	for (size_t i = 0; i < p->output_count; i++) {
		buf_add_text(out, line_before(i));
		print_output(out, &p->outputs[i]);
	}
	buf_printf(out, "%s\n", line_after(p->output_count));
}

int policy_print(const struct policy *p, struct buf *out)
{
	buf_add_text(out, "{\n  \"version\": 1,\n  \"docker_groups\": ");
	print_texts(out, p->docker_groups, p->docker_group_count);
	buf_add_text(out, ",\n  \"trusted\": { \"users\": ");
	print_users(out, p->trusted_users, p->trusted_user_count);
	buf_add_text(out, ", \"groups\": ");
	print_texts(out, p->trusted_groups, p->trusted_group_count);
	buf_add_text(out, " },\n  \"login\": ");
	print_member(out, "{ ", "action", policy_login_word(p->login_action));
	print_member(out, ", ", "message", p->login_message);
	buf_add_text(out, " },\n");
	print_rules(out, p);
	print_watches(out, p);
	print_outputs(out, p);
	buf_add_text(out, "}\n");
	return buf_error(out);
}

// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "entry.h"
#include "exec_line.h"

/* "-" before a path: it need not be there. */
static int read_environment(const struct check_host *host,
			    const struct daemon_seen *seen, const char *value,
			    struct exec_variables *variables)
{
	const char *path = value + (value[0] == '-');
	autobuf struct buf text;
	int r;

	buf_init(&text, DAEMON_MAX_FILE);
	if (path[0] != '/')
		return 0;
	r = check_host_read(host, path + 1, &text);
	if (r == 0)
		return exec_variables_read(variables, buf_view(&text));
	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	return seen->unread(seen->context,
			    "a file of docker.service's variables could not be "
			    "read",
			    path, r);
}

static bool is_unset(struct view pair, struct view word)
{
	return view_equal(pair, word) ||
	       (!memchr(word.data, '=', word.size) && pair.size > word.size &&
		view_starts(pair, word) && pair.data[word.size] == '=');
}

/* UnsetEnvironment=: names, or whole assignments. */
static void unset(struct daemon_words *list, struct view value)
{
	while (value.size) {
		struct view word = entry_take(&value, ' ');
		size_t kept = 0;

		for (size_t i = 0; i < list->count; i++)
			if (word.size && is_unset(view_of(list->list[i]), word))
				free(list->list[i]);
			else
				list->list[kept++] = list->list[i];
		list->count = kept;
	}
}

/* systemd.exec(5): files override Environment=. */
static int read_variables(const struct check_host *host,
			  const struct unit *unit,
			  const struct daemon_seen *seen,
			  struct exec_variables *variables)
{
	const struct unit_setting *s;
	int r = 0;

	for (size_t i = 0;
	     r == 0 && (s = unit_setting(unit, "Service", "Environment", i));
	     i++)
		r = exec_variables_add(variables, view_of(s->value));
	for (size_t i = 0; r == 0 && (s = unit_setting(unit, "Service",
						       "EnvironmentFile", i));
	     i++)
		r = read_environment(host, seen, s->value, variables);
	for (size_t i = 0;
	     (s = unit_setting(unit, "Service", "UnsetEnvironment", i)) != NULL;
	     i++)
		unset(&variables->list, view_of(s->value));
	return r;
}

int daemon_unit(const struct check_host *host, const struct unit *unit,
		const struct daemon_seen *seen, struct daemon_words *ret,
		struct daemon_words *ret_variables)
{
	const struct unit_setting *start, *next;
	struct exec_variables variables = { { NULL, 0 } };
	int r;

	/* Of several the last one counts, unless Type=oneshot. */
	start = unit_setting(unit, "Service", "ExecStart", 0);
	if (!start)
		return -ENOENT;
	for (size_t i = 1;
	     (next = unit_setting(unit, "Service", "ExecStart", i)); i++)
		start = next;
	r = read_variables(host, unit, seen, &variables);
	if (r == 0)
		r = exec_line_split(view_of(start->value), &variables, ret);
	*ret_variables = variables.list;
	return r;
}

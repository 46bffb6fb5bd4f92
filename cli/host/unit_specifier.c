// SPDX-License-Identifier: BSD-2-Clause
/*
 * Specifiers in the values of a unit of the system manager: systemd.unit(5),
 * SPECIFIERS.  Those of the machine, of its kernel and of this boot stay as they
 * are.
 */
#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "entry.h"
#include "unit_parts.h"

#define MAX_VALUE UNIT_MAX_FILE
#define MAX_LINE 256 /* bytes of hostname(5) */

/* What is the same for every unit, and on every host. */
static const char *fixed(char letter)
{
	static const struct {
		char letter;
		const char *value;
	} all[] = {
		{ 'E', "/etc" },     { 'G', "0" },    { 'L', "/var/log" },
		{ 'S', "/var/lib" }, { 'T', "/tmp" }, { 'U', "0" },
		{ 'V', "/var/tmp" }, { 'g', "root" }, { 'h', "/root" },
		{ 't', "/run" },     { 'u', "root" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].letter == letter)
			return all[i].value;
	return NULL;
}

/* "a-b@c.service": of N "a-b@c", of p "a-b", of i "c", of j "b". */
static struct view part_of(struct view name, char letter)
{
	const char *dot = memrchr(name.data, '.', name.size), *at;

	if (letter == 'n')
		return name;
	if (dot)
		name.size = (size_t)(dot - name.data);
	if (letter == 'N')
		return name;
	at = memchr(name.data, '@', name.size);
	if (letter == 'i' || letter == 'I')
		return at ? view_skip(name, (size_t)(at + 1 - name.data)) :
			    VIEW("");
	if (at)
		name.size = (size_t)(at - name.data);
	at = memrchr(name.data, '-', name.size);
	if ((letter == 'j' || letter == 'J') && at)
		return view_skip(name, (size_t)(at + 1 - name.data));
	return name;
}

/* The first line of a file; false where it cannot be read. */
static bool add_line(const struct check_host *host, const char *path,
		     char until, struct buf *out)
{
	autobuf struct buf text;
	struct view rest, line;

	buf_init(&text, MAX_LINE);
	if (check_host_read(host, path, &text) < 0)
		return false;
	rest = buf_view(&text);
	line = entry_trim(entry_take(&rest, '\n'), " \t\r");
	buf_add(out, entry_take(&line, until));
	return true;
}

/* False: it stays as it is. */
static bool add_specifier(const struct check_host *host, struct view name,
			  char letter, struct buf *out)
{
	const char *value = fixed(letter);

	if (value)
		buf_add_text(out, value);
	else if (letter && strchr("nNpPiIjJ", letter))
		buf_add(out, part_of(name, letter));
	else if (letter == 'H')
		return add_line(host, "etc/hostname", '\0', out);
	else if (letter == 'l')
		return add_line(host, "etc/hostname", '.', out);
	else
		return false;
	return true;
}

static void expand(const struct check_host *host, struct view name,
		   const struct unit_setting *setting, struct buf *out)
{
	/* exec_line.h takes "%%" for what it is. */
	bool exec = view_starts(view_of(setting->name), VIEW("Exec"));
	struct view text = view_of(setting->value);

	while (text.size) {
		char letter = text.size > 1 ? text.data[1] : '\0';

		if (text.data[0] != '%' || !letter) {
			buf_add_byte(out, text.data[0]);
			text = view_skip(text, 1);
			continue;
		}
		if (letter == '%')
			buf_add_text(out, exec ? "%%" : "%");
		else if (!add_specifier(host, name, letter, out))
			buf_add(out, view_from(text.data, 2));
		text = view_skip(text, 2);
	}
	buf_add_byte(out, '\0');
}

int unit_specifiers(const struct check_host *host, const char *name,
		    struct unit *unit)
{
	for (size_t i = 0; i < unit->setting_count; i++) {
		struct unit_setting *setting = &unit->settings[i];
		autobuf struct buf text;
		char *value;

		buf_init(&text, MAX_VALUE);
		if (!strchr(setting->value, '%'))
			continue;
		expand(host, view_of(name), setting, &text);
		if (buf_error(&text))
			return buf_error(&text) == -ENOBUFS ? -EFBIG :
							      buf_error(&text);
		value = strdup(text.data);
		if (!value)
			return -ENOMEM;
		free(setting->value);
		setting->value = value;
	}
	return 0;
}

// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a host says of its daemon.  The first byte names the reader: a command
 * line, daemon.json, an engine's reply, a unit's line and its variables, a
 * table of sockets, a hosts.toml.  Nothing that is shown of it has a control
 * byte, and everything is bounded.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "daemon_parts.h"
#include "engine_info.h"
#include "exec_line.h"
#include "http_reply.h"
#include "registry_hosts.h"
#include "tcp_sockets.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_text(const char *words)
{
	struct view text = view_of(words);

	while (text.size) {
		uint32_t character = 0;
		size_t size = utf8_next(text, &character);

		require(size > 0 && !utf8_is_hidden(character));
		text = view_skip(text, size);
	}
}

static void check_source(const struct daemon_source *source)
{
	const struct daemon_setting *setting;

	require(source->setting_count <= DAEMON_MAX_SETTINGS);
	require(source->flaw_count <= DAEMON_MAX_FLAWS);
	for (size_t i = 0; i < source->setting_count; i++)
		check_text(source->settings[i].where);
	for (size_t i = 0; i < source->flaw_count; i++) {
		check_text(source->flaws[i].what);
		check_text(source->flaws[i].evidence);
	}
	for (size_t i = 0; i < DAEMON_OPTION_COUNT; i++)
		(void)daemon_flag(source, (enum daemon_option)i, &setting);
}

static struct daemon_source make_source(void)
{
	struct daemon_source source = { .name = strdup("process 812"),
					.program = strdup("/usr/sbin/dockerd"),
					.config = strdup("/etc/d.json") };

	require(source.name && source.program && source.config);
	return source;
}

static void fuzz_argv(struct view text)
{
	autowords struct daemon_words words = { NULL, 0 };
	struct daemon_source source = make_source();
	int r = daemon_words_parse(text, &words);

	require(r == 0 || r == -E2BIG);
	require(daemon_argv(&source, &words) == 0);
	require(daemon_conflicts(&source) == 0);
	check_source(&source);
	daemon_source_done(&source);
}

static void fuzz_file(struct view text)
{
	struct daemon_source source = make_source();
	int r = daemon_file(&source, text);

	require(r == 0 || r == -EBADMSG || r == -EFBIG || r == -E2BIG);
	require(daemon_conflicts(&source) == 0);
	check_source(&source);
	daemon_source_done(&source);
}

static void fuzz_reply(struct view text)
{
	struct engine_info info = { .driver = NULL };
	autobuf struct buf body;
	unsigned int status = 0;

	buf_init(&body, 4096);
	if (http_reply_parse(text, &status, &body) < 0)
		return;
	require(status <= 999 && body.size <= text.size);
	if (engine_info_parse(buf_view(&body), &info) < 0)
		return;
	require(info.insecure.count <= ENGINE_INFO_MAX_ENTRIES);
	require(info.mirrors.count <= ENGINE_INFO_MAX_ENTRIES);
	engine_info_done(&info);
}

/* The first line is the command, the rest a file of variables. */
static void fuzz_unit(struct view text)
{
	struct exec_variables variables = { { NULL, 0 } };
	autowords struct daemon_words words = { NULL, 0 };
	const char *end = text.size ? memchr(text.data, '\n', text.size) : NULL;
	size_t size = end ? (size_t)(end - text.data) : text.size;
	int r = exec_variables_read(&variables, view_skip(text, size + 1));

	require(r == 0 || r == -E2BIG || r == -ENOBUFS);
	r = exec_line_split(view_from(text.data, size), &variables, &words);
	require(r == 0 || r == -E2BIG || r == -ENOBUFS);
	require(words.count <= DAEMON_MAX_WORDS);
	daemon_words_done(&variables.list);
}

static void fuzz_sockets(struct view text)
{
	autosockets struct tcp_sockets sockets = { NULL, 0 };

	require(tcp_sockets_parse(text, &sockets) == 0);
	for (size_t i = 0; i < sockets.count; i++)
		check_text(sockets.list[i].text);
}

static void see_insecure(void *context, const char *path, size_t line,
			 struct view text)
{
	size_t *last = context;

	require(path && line >= *last && line > 0 && text.size > 0);
	*last = line;
}

static void see_file(void *context, const char *path, const char *file,
		     bool key)
{
	(void)context;
	(void)key;
	require(path && file[0] == '/');
}

static void see_unclear(void *context, const char *path, size_t line)
{
	(void)context;
	require(path && line > 0);
}

static void fuzz_hosts(struct view text)
{
	size_t last = 0;
	const struct registry_hosts_seen seen = {
		.context = &last,
		.insecure = see_insecure,
		.file = see_file,
		.unclear = see_unclear,
	};

	require(registry_hosts_parse(text, "/d/hosts.toml", &seen) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct view) = {
		fuzz_argv, fuzz_file,	 fuzz_reply,
		fuzz_unit, fuzz_sockets, fuzz_hosts,
	};

	if (size == 0)
		return 0;
	readers[data[0] % (sizeof(readers) / sizeof(readers[0]))](
		view_from((const char *)data + 1, size - 1));
	return 0;
}

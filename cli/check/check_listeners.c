// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 17: whoever reaches a TCP port of dockerd is root on the host, unless
 * TLS asks him for a certificate: --tlsverify, which needs a CA, a
 * certificate and a key; --tls alone asks nobody for anything.  A dockerd
 * without a TCP listener complies.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <strings.h>

#include "check_daemon.h"
#include "check_users.h"
#include "cleanup.h"
#include "engine_info.h"
#include "number.h"
#include "printable.h"
#include "tcp_sockets.h"
#include "unit.h"

#define MAX_SHOWN 256
#define PORT_PLAIN 2375 /* of tcp:// without a port */
#define PORT_TLS 2376
#define MAX_PORTS 64
#define REMEDY                                                            \
	"--tlsverify with --tlscacert, --tlscert and --tlskey (or the "   \
	"same keys in daemon.json), or no tcp:// host at all: docker -H " \
	"ssh://HOST needs none"

/* What listens, and how. */
struct door {
	const struct check_daemon *c;
	struct check_list named; /* TCP listeners that are configured */
	uint16_t ports[MAX_PORTS];
	size_t port_count;
	bool activated; /* systemd hands sockets over */
	bool tls, verify;
	bool unknown; /* that depends on the version, which is not known */
	bool alone;   /* by --tls without --tlsverify */
};

/* "0.0.0.0:2376"; of ListenStream=, "2376" too. */
static void add_port(struct door *d, struct view address)
{
	uint64_t port = d->tls ? PORT_TLS : PORT_PLAIN;

	const char *colon = memrchr(address.data, ':', address.size);

	if (colon)
		address =
			view_skip(address, (size_t)(colon + 1 - address.data));
	(void)number_decimal(address, UINT16_MAX, &port);
	if (d->port_count < MAX_PORTS)
		d->ports[d->port_count++] = (uint16_t)port;
}

/* dockerd takes an address without a scheme as tcp://. */
static bool is_tcp(const char *host, struct view *ret)
{
	struct view text = view_of(host);

	if (strncasecmp(host, "tcp://", 6) == 0) {
		*ret = view_skip(text, 6);
		return true;
	}
	*ret = text;
	return text.size && !strstr(host, "://") && host[0] != '/';
}

static void see_hosts(struct door *d)
{
	const struct daemon_setting *s;
	struct view address;

	for (size_t i = 0;
	     (s = daemon_setting(d->c->source, DAEMON_HOST, i)) != NULL; i++) {
		d->activated |= strncmp(s->value, "fd://", 5) == 0;
		if (!is_tcp(s->value, &address))
			continue;
		add_port(d, address);
		if (!check_list_next(&d->named))
			continue;
		printable_word(d->named.out, view_of(s->value), MAX_SHOWN);
		buf_printf(d->named.out, " (%s)", s->where);
	}
}

static bool is_port(const char *stream)
{
	return stream[0] && !strchr("/@%", stream[0]) &&
	       strncmp(stream, "vsock:", 6) != 0;
}

/* systemd listens, and hands it over: -H fd://. */
static void see_unit(struct door *d)
{
	autounit struct unit unit = { .fragment = NULL };
	const struct unit_setting *s;
	char failed[PATH_MAX] = "";
	int r;

	if (!d->activated)
		return;
	r = unit_read(d->c->host, "docker.socket", &unit, failed);
	if (r < 0)
		check_result_unread(d->c->result,
				    "docker.socket could not be read",
				    *failed ? failed : "docker.socket", r);
	for (size_t i = 0;
	     (s = unit_setting(&unit, "Socket", "ListenStream", i)); i++) {
		if (!is_port(s->value))
			continue;
		add_port(d, view_of(s->value));
		if (!check_list_next(&d->named))
			continue;
		buf_add_text(d->named.out, "ListenStream=");
		printable_word(d->named.out, view_of(s->value), MAX_SHOWN);
		buf_add_text(d->named.out, " in ");
		printable_word(d->named.out, view_of(s->file), MAX_SHOWN);
	}
}

static bool is_named(const struct door *d, uint16_t port)
{
	for (size_t i = 0; i < d->port_count; i++)
		if (d->ports[i] == port)
			return true;
	return false;
}

static const char *port_use(uint16_t port)
{
	switch (port) {
	case 2377:
	case 7946:
		return " (a swarm's)";
	case 9323:
		return " (the usual one of --metrics-addr)";
	default:
		return "";
	}
}

/* The sockets are the truth; what nobody configured is to be looked at. */
static void see_sockets(struct door *d)
{
	autosockets struct tcp_sockets sockets = { NULL, 0 };
	autodraft struct check_draft draft;
	struct check_list list = { &draft.evidence, 0 };
	char path[64];
	int r;

	check_draft_init(&draft);
	if (d->c->source->origin != DAEMON_PROCESS)
		return;
	r = tcp_sockets_of(d->c->host, d->c->source->pid, &sockets);
	(void)snprintf(path, sizeof(path), "/proc/%u/fd", d->c->source->pid);
	if (r < 0 && r != -ENOENT)
		check_result_unread(d->c->result,
				    "the sockets of dockerd could not be "
				    "looked at",
				    path, r);
	for (size_t i = 0; i < sockets.count; i++)
		if (!is_named(d, sockets.list[i].port) &&
		    check_list_next(&list))
			buf_printf(list.out, "%s%s", sockets.list[i].text,
				   port_use(sockets.list[i].port));
	check_list_end(&list);
	if (!list.count)
		return;
	buf_printf(&draft.evidence, ", of %s", d->c->source->name);
	buf_add_text(&draft.what,
		     "dockerd listens on TCP where none of its hosts says so");
	buf_add_text(&draft.remedy, "find out what for: ss -ltnp");
	check_daemon_add(d->c, CHECK_WARN, &draft);
}

static bool is_there(const struct check_host *host, const char *path)
{
	autoclose int fd = check_host_open(host, path + 1, O_PATH);

	return fd != -ENOENT && fd != -ENOTDIR;
}

/* Of --tlsverify: what else it needs and has not.  The standard files count
 * where a flag asks for TLS and they are there (cmd/dockerd/options.go). */
static void add_missing(const struct check_daemon *c, struct check_list *list)
{
	static const enum daemon_option files[] = {
		DAEMON_OPTION_TLS_CA,
		DAEMON_OPTION_TLS_CERT,
		DAEMON_OPTION_TLS_KEY,
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct daemon_setting *s =
			daemon_text(c->source, files[i]);
		const char *path = daemon_tls_file(c->source, files[i]);

		if (path && path[0] &&
		    (path[0] != '/' || is_there(c->host, path)))
			continue;
		if (!check_list_next(list))
			continue;
		buf_printf(list->out, "--%s", daemon_option_flag(files[i]));
		if (s && path[0]) {
			buf_add_byte(list->out, ' ');
			printable_word(list->out, view_of(path), MAX_SHOWN);
			buf_add_text(list->out, ", which does not exist");
		}
	}
}

static void add_variable(const struct door *d, struct buf *out)
{
	if (daemon_variable(d->c->source, DAEMON_TLS_VERIFY_VARIABLE))
		buf_add_text(out, "; DOCKER_TLS_VERIFY is set, which from "
				  "Docker 20.10 on turns nothing on");
	else if (d->unknown)
		buf_add_text(out, "; --tls alone asks nobody before Docker "
				  "20.10, and verifies from it on");
}

static void judge_tls(struct door *d, struct check_draft *draft)
{
	struct check_list missing = { &draft->evidence, 0 };

	buf_add(&draft->evidence, buf_view(d->named.out));
	add_variable(d, &draft->evidence);
	if (d->unknown) {
		buf_add_text(&draft->what,
			     "dockerd listens on TCP, and whether it asks for "
			     "a certificate depends on its version, which is "
			     "not known");
		buf_add_text(&draft->remedy, REMEDY);
		check_daemon_add(d->c, CHECK_UNKNOWN, draft);
		return;
	}
	if (!d->verify) {
		buf_add_text(&draft->what,
			     d->tls ? "dockerd listens on TCP with TLS, and "
				      "asks nobody for a certificate" :
				      "dockerd listens on TCP without TLS: "
				      "whoever reaches it is root");
		buf_add_text(&draft->remedy, REMEDY);
		check_daemon_add(d->c, CHECK_FAIL, draft);
		return;
	}
	buf_add_text(&draft->evidence, "; without ");
	add_missing(d->c, &missing);
	if (missing.count) {
		buf_add_text(&draft->what,
			     "--tlsverify lacks what it verifies by");
		buf_add_text(&draft->remedy, REMEDY);
		check_daemon_add(d->c, CHECK_FAIL, draft);
		return;
	}
	buf_cut(&draft->evidence, draft->evidence.size - strlen("; without "));
	if (d->alone)
		buf_add_text(&draft->evidence, "; TLS without --tlsverify, "
					       "which this version verifies "
					       "by");
	buf_add_text(&draft->what, "dockerd listens on TCP for clients whose "
				   "certificate it verifies");
	check_daemon_add(d->c, CHECK_PASS, draft);
}

/* cmd/dockerd/options.go and daemon.go of moby.  That --tlsverify is given at
 * all, true or false, turns TLS on.  Where it is not, from 20.10 on --tls
 * verifies, and $DOCKER_TLS_VERIFY does nothing; before, --tls asks nobody,
 * unless the variable, which is as --tlsverify, is set.  (All tried with 20.10,
 * the rest read in 19.03.) */
static void read_tls(struct door *d)
{
	const struct check_daemon *c = d->c;
	const struct daemon_setting *tls, *verify;
	bool variable = daemon_variable(c->source, DAEMON_TLS_VERIFY_VARIABLE);
	int since;

	d->verify = daemon_flag(c->source, DAEMON_TLS_VERIFY, &verify);
	d->tls = daemon_flag(c->source, DAEMON_TLS, &tls) || verify;
	if (verify || (!d->tls && !variable))
		return;
	since = engine_info_since(c->host, c->daemon, 20, 10);
	if (since > 0) {
		d->verify = d->tls;
	} else if (since == 0) {
		d->verify = variable;
		d->tls |= variable;
	} else {
		d->verify = d->tls && variable;
		d->unknown = !d->verify;
	}
	d->alone = d->verify;
}

static void judge(const struct check_daemon *c)
{
	autodraft struct check_draft draft;
	autobuf struct buf named;
	struct door d = { .c = c, .named = { &named, 0 } };

	check_draft_init(&draft);
	buf_init(&named, CHECK_MAX_TEXT);
	read_tls(&d);
	see_hosts(&d);
	see_unit(&d);
	see_sockets(&d);
	check_list_end(&d.named);
	if (d.named.count) {
		judge_tls(&d, &draft);
		return;
	}
	if (!check_daemon_knows(c, DAEMON_HOST))
		return;
	buf_add_text(&draft.what, "dockerd is told to listen on no TCP port");
	if (daemon_setting(c->source, DAEMON_HOST, 0))
		buf_printf(&draft.evidence, "%s",
			   daemon_setting(c->source, DAEMON_HOST, 0)->where);
	else
		check_daemon_unset(c, DAEMON_HOST, &draft.evidence);
	check_daemon_add(c, CHECK_PASS, &draft);
}

void check_listeners(const struct check_host *host, struct check_result *result)
{
	check_daemon_each(host, result,
			  CHECK_OPTION(DAEMON_HOST) | CHECK_OPTION(DAEMON_TLS) |
				  CHECK_OPTION(DAEMON_TLS_VERIFY) |
				  CHECK_OPTION(DAEMON_OPTION_TLS_CA) |
				  CHECK_OPTION(DAEMON_OPTION_TLS_CERT) |
				  CHECK_OPTION(DAEMON_OPTION_TLS_KEY),
			  judge);
}

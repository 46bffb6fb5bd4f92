// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command line of dockerd, which spf13/pflag reads: "--name=value" and
 * "--name value", but of a boolean "--name=value" only; "-H value", "-Hvalue"
 * and "-H=value"; letters that take nothing together ("-DH value").  A
 * boolean without a value is true, and "--icc false" sets it true and leaves
 * "false" as an argument, which dockerd refuses (20.10: "accepts no
 * argument(s)").
 */
#include <errno.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "policy_report.h"

const struct daemon_row daemon_rows[DAEMON_OPTION_COUNT] = {
	[DAEMON_ICC] = { .flag = "icc", .key = "icc", .standard = true },
	[DAEMON_IPTABLES] = { .flag = "iptables",
			      .key = "iptables",
			      .standard = true },
	[DAEMON_IP6TABLES] = { .flag = "ip6tables", .key = "ip6tables" },
	[DAEMON_INSECURE_REGISTRY] = { .flag = "insecure-registry",
				       .key = "insecure-registries",
				       .kind = DAEMON_KIND_LIST },
	[DAEMON_REGISTRY_MIRROR] = { .flag = "registry-mirror",
				     .key = "registry-mirrors",
				     .kind = DAEMON_KIND_LIST },
	[DAEMON_STORAGE_DRIVER] = { .flag = "storage-driver",
				    .key = "storage-driver",
				    .letter = 's',
				    .kind = DAEMON_KIND_TEXT },
	[DAEMON_BRIDGE] = { .flag = "bridge",
			    .key = "bridge",
			    .letter = 'b',
			    .kind = DAEMON_KIND_TEXT },
	[DAEMON_HOST] = { .flag = "host",
			  .key = "hosts",
			  .letter = 'H',
			  .kind = DAEMON_KIND_LIST },
	[DAEMON_TLS] = { .flag = "tls", .key = "tls" },
	[DAEMON_TLS_VERIFY] = { .flag = "tlsverify", .key = "tlsverify" },
	[DAEMON_OPTION_TLS_CA] = { .flag = "tlscacert",
				   .key = "tlscacert",
				   .kind = DAEMON_KIND_TEXT },
	[DAEMON_OPTION_TLS_CERT] = { .flag = "tlscert",
				     .key = "tlscert",
				     .kind = DAEMON_KIND_TEXT },
	[DAEMON_OPTION_TLS_KEY] = { .flag = "tlskey",
				    .key = "tlskey",
				    .kind = DAEMON_KIND_TEXT },
	[DAEMON_DATA_ROOT] = { .flag = "data-root",
			       .key = "data-root",
			       .older = "graph",
			       .letter = 'g',
			       .kind = DAEMON_KIND_TEXT },
	[DAEMON_OPTION_RUNTIME] = { .flag = "add-runtime",
				    .key = "runtimes",
				    .kind = DAEMON_KIND_LIST },
	[DAEMON_GROUP] = { .flag = "group",
			   .key = "group",
			   .letter = 'G',
			   .kind = DAEMON_KIND_TEXT },
	[DAEMON_CONFIG_FILE] = { .flag = "config-file",
				 .kind = DAEMON_KIND_TEXT },
	[DAEMON_PROXY_PATH] = { .flag = "userland-proxy-path",
				.key = "userland-proxy-path",
				.kind = DAEMON_KIND_TEXT },
	[DAEMON_INIT_PATH] = { .flag = "init-path",
			       .key = "init-path",
			       .kind = DAEMON_KIND_TEXT },
};

/* Further flags that take no value. */
static const char *const booleans[] = {
	"cri-containerd",
	"debug",
	"experimental",
	"help",
	"init",
	"ip-forward",
	"ip-masq",
	"ipv6",
	"live-restore",
	"no-new-privileges",
	"raw-logs",
	"rootless",
	"selinux-enabled",
	"userland-proxy",
	"validate",
	"version",
	"daemon",
	"disable-legacy-registry",
	"ip-forward-no-drop",
	"allow-direct-routing",
};
/* Further flags that take one, whatever it looks like. */
static const char *const valued[] = {
	"allow-nondistributable-artifacts",
	"api-cors-header",
	"authorization-plugin",
	"bip",
	"bip6",
	"bridge-accept-fwmark",
	"cdi-spec-dir",
	"cgroup-parent",
	"cluster-advertise",
	"cluster-store",
	"cluster-store-opt",
	"containerd",
	"containerd-namespace",
	"containerd-plugins-namespace",
	"cpu-rt-period",
	"cpu-rt-runtime",
	"default-address-pool",
	"default-cgroupns-mode",
	"default-gateway",
	"default-gateway-v6",
	"default-ipc-mode",
	"default-network-opt",
	"default-runtime",
	"default-shm-size",
	"default-ulimit",
	"dns",
	"dns-opt",
	"dns-search",
	"exec-opt",
	"exec-root",
	"feature",
	"firewall-backend",
	"fixed-cidr",
	"fixed-cidr-v6",
	"host-gateway-ip",
	"http-proxy",
	"https-proxy",
	"ip",
	"label",
	"log-driver",
	"log-format",
	"log-level",
	"log-opt",
	"max-concurrent-downloads",
	"max-concurrent-uploads",
	"max-download-attempts",
	"metrics-addr",
	"min-api-version",
	"mtu",
	"network-control-plane-mtu",
	"no-proxy",
	"node-generic-resource",
	"oom-score-adjust",
	"pidfile",
	"seccomp-profile",
	"shutdown-timeout",
	"storage-opt",
	"swarm-default-advertise-addr",
	"userns-remap",
};
static const char boolean_letters[] = "Dvdh";

#define COUNT(list) (sizeof(list) / sizeof(list[0]))

bool daemon_parse_bool(struct view text, bool *ret)
{
	static const char *const yes[] = {
		"1", "t", "T", "true", "TRUE", "True"
	};
	static const char *const no[] = { "0",	   "f",	    "F",
					  "false", "FALSE", "False" };

	for (size_t i = 0; i < COUNT(yes); i++)
		if (view_is(text, yes[i]) || view_is(text, no[i])) {
			*ret = view_is(text, yes[i]);
			return true;
		}
	return false;
}

void daemon_words_done(struct daemon_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->list[i]);
	free(words->list);
	*words = (struct daemon_words){ NULL, 0 };
}

int daemon_words_add(struct daemon_words *words, struct view word)
{
	char **list;

	if (words->count >= DAEMON_MAX_WORDS)
		return -E2BIG;
	list = reallocarray(words->list, words->count + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	words->list = list;
	list[words->count] = strndup(word.data ? word.data : "", word.size);
	if (!list[words->count])
		return -ENOMEM;
	words->count++;
	return 0;
}

int daemon_words_parse(struct view text, struct daemon_words *ret)
{
	int r = 0;

	while (r == 0 && text.size) {
		size_t size = strnlen(text.data, text.size);

		r = daemon_words_add(ret, view_from(text.data, size));
		text = view_skip(text, size + 1);
	}
	return r;
}

/* What is being read. */
struct reading {
	struct daemon_source *source;
	const struct daemon_words *words;
	size_t at; /* the next word */
};

static int find_name(struct view name)
{
	for (size_t i = 0; i < DAEMON_OPTION_COUNT; i++)
		if (view_is(name, daemon_rows[i].flag) ||
		    (daemon_rows[i].older &&
		     view_is(name, daemon_rows[i].older)))
			return (int)i;
	return -1;
}

static int find_letter(char letter)
{
	for (size_t i = 0; i < DAEMON_OPTION_COUNT; i++)
		if (daemon_rows[i].letter == letter)
			return (int)i;
	return -1;
}

static bool is_among(struct view name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (view_is(name, list[i]))
			return true;
	return false;
}

static bool is_boolean(struct view name, int option)
{
	if (option >= 0)
		return daemon_rows[option].kind == DAEMON_KIND_FLAG;
	return is_among(name, booleans, COUNT(booleans));
}

static int refuse_value(struct reading *r, enum daemon_option option,
			struct view value)
{
	return daemon_flaw(r->source, option, true,
			   "--%s takes true or false; dockerd does not start "
			   "with %s",
			   daemon_rows[option].flag, policy_quote(value).text);
}

/* spelled: the words as they stand, such as "--icc=false". */
static int give(struct reading *r, int option, struct view value,
		struct view spelled)
{
	struct view said = value;
	bool on;

	if (option < 0)
		return 0;
	if (daemon_rows[option].kind == DAEMON_KIND_FLAG) {
		if (!daemon_parse_bool(value, &on))
			return refuse_value(r, (enum daemon_option)option,
					    value);
		said = on ? VIEW("true") : VIEW("false");
	}
	return daemon_set(r->source, (enum daemon_option)option, said, spelled,
			  false);
}

/* "--name value" as one text. */
static int take_pair(struct reading *r, int option, struct view name)
{
	autobuf struct buf both;
	struct view value;

	buf_init(&both, DAEMON_MAX_ARGV);
	if (r->at >= r->words->count)
		return option < 0 ? 0 :
				    daemon_flaw(r->source,
						(enum daemon_option)option,
						true, "%.*s has no value",
						(int)name.size, name.data);
	value = view_of(r->words->list[r->at++]);
	buf_add(&both, name);
	buf_add_byte(&both, ' ');
	buf_add(&both, value);
	if (buf_error(&both))
		return buf_error(&both) == -ENOMEM ? -ENOMEM : 0;
	return give(r, option, value, buf_view(&both));
}

/* Is the next word the value of a flag of another version?  dockerd takes no
 * arguments: what is no flag belongs to the one before it. */
static bool is_value_next(const struct reading *r)
{
	return r->at < r->words->count && r->words->list[r->at][0] != '-';
}

static int take_long(struct reading *r, struct view word)
{
	struct view name = view_skip(word, 2);
	const char *equal = memchr(name.data, '=', name.size);
	int option;

	if (equal)
		name.size = (size_t)(equal - name.data);
	option = find_name(name);
	if (equal)
		return give(r, option, view_skip(word, name.size + 3), word);
	if (is_boolean(name, option))
		return give(r, option, VIEW("true"), word);
	if (option >= 0 || is_among(name, valued, COUNT(valued)))
		return take_pair(r, option, word);
	r->at += is_value_next(r);
	return 0;
}

static int take_letters(struct reading *r, struct view word)
{
	for (size_t i = 1; i < word.size; i++) {
		struct view rest = view_skip(word, i + 1);
		int option = find_letter(word.data[i]);

		if (option < 0 && strchr(boolean_letters, word.data[i]))
			continue;
		if (rest.size)
			return give(r, option,
				    view_skip(rest, rest.data[0] == '='), word);
		return take_pair(r, option, word);
	}
	return 0;
}

static int stray(struct reading *r, struct view word)
{
	return daemon_flaw(r->source, DAEMON_OPTION_COUNT, true,
			   "dockerd takes no arguments and does not start "
			   "with %s",
			   policy_quote(word).text);
}

static int take_word(struct reading *r, struct view word)
{
	if (word.size > 2 && view_starts(word, VIEW("--")))
		return take_long(r, word);
	if (word.size > 1 && word.data[0] == '-')
		return take_letters(r, word);
	return stray(r, word);
}

int daemon_argv(struct daemon_source *source, const struct daemon_words *words)
{
	struct reading reading = { .source = source, .words = words };
	bool flags = true;
	int r = 0;

	while (r == 0 && reading.at < words->count) {
		struct view word = view_of(words->list[reading.at++]);

		if (flags && view_is(word, "--"))
			flags = false;
		else
			r = flags ? take_word(&reading, word) :
				    stray(&reading, word);
	}
	return r;
}

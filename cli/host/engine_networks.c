// SPDX-License-Identifier: BSD-2-Clause
#include "engine_networks.h"

#include <errno.h>
#include <json-c/json.h>

#include "cleanup.h"
#include "daemon_parts.h"
#include "engine_ask.h"
#include "monotonic.h"

#define MAX_DEPTH 32
#define ENABLE_ICC "com.docker.network.bridge.enable_icc"
#define DEFAULT_BRIDGE "com.docker.network.bridge.default_bridge"

void engine_networks_done(struct engine_networks *networks)
{
	for (size_t i = 0; i < ENGINE_NETWORKS_MAX_NAMES; i++)
		free(networks->names[i]);
	*networks = (struct engine_networks){ .open = 0 };
}

/* "" where it is no string. */
static struct view text_of(json_object *object, const char *key)
{
	json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return VIEW("");
	return view_from(json_object_get_string(value),
			 (size_t)json_object_get_string_len(value));
}

static int add_name(struct engine_networks *n, struct view name)
{
	char *copy;

	if (n->open++ >= ENGINE_NETWORKS_MAX_NAMES)
		return 0;
	copy = strndup(name.data, name.size);
	n->names[n->open - 1] = copy;
	return copy ? 0 : -ENOMEM;
}

/* Unless it says false, they do (bridge_linux.go of moby). */
static int see_network(struct engine_networks *n, json_object *network)
{
	json_object *options = NULL;
	bool icc = true, known, first = false;

	if (!view_is(text_of(network, "Driver"), "bridge"))
		return 0;
	(void)json_object_object_get_ex(network, "Options", &options);
	known = daemon_parse_bool(text_of(options, ENABLE_ICC), &icc);
	(void)daemon_parse_bool(text_of(options, DEFAULT_BRIDGE), &first);
	if (!first)
		return icc ? add_name(n, text_of(network, "Name")) : 0;
	n->bridge = known;
	n->bridge_icc = icc;
	return 0;
}

static int see_all(struct engine_networks *n, json_object *networks)
{
	int r = 0;

	if (!json_object_is_type(networks, json_type_array))
		return -EBADMSG;
	for (size_t i = 0; r == 0 && i < json_object_array_length(networks);
	     i++)
		r = see_network(n, json_object_array_get_idx(networks, i));
	return r;
}

int engine_networks_parse(struct view text, struct engine_networks *ret)
{
	json_tokener *tokener = json_tokener_new_ex(MAX_DEPTH);
	json_object *tree;
	int r;

	*ret = (struct engine_networks){ .open = 0 };
	if (!tokener)
		return -ENOMEM;
	tree = text.size && text.size <= ENGINE_ASK_MAX ?
		       json_tokener_parse_ex(tokener, text.data,
					     (int)text.size) :
		       NULL;
	r = see_all(ret, tree);
	json_object_put(tree);
	json_tokener_free(tokener);
	return r;
}

int engine_networks_of(const struct check_host *host,
		       const struct daemon_source *source,
		       struct engine_networks *ret)
{
	const char *path = engine_ask_socket(source);
	autobuf struct buf body;
	int r;

	buf_init(&body, ENGINE_ASK_MAX);
	*ret = (struct engine_networks){ .open = 0 };
	if (!host->live || source->origin != DAEMON_PROCESS || !path)
		return -ENOENT;
	r = engine_ask(path, "/networks", monotonic_ms() + ENGINE_NETWORKS_MS,
		       &body);
	r = check_host_note(host, r);
	return r < 0 ? r : engine_networks_parse(buf_view(&body), ret);
}

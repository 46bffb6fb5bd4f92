// SPDX-License-Identifier: BSD-2-Clause
#include "engine_info.h"

#include <errno.h>
#include <json-c/json.h>

#include "cleanup.h"
#include "engine_ask.h"
#include "monotonic.h"
#include "number.h"
#include "once.h"

#define MAX_DEPTH 32

/* ----- its words ----- */

static void list_done(struct engine_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->list[i]);
	free(list->list);
	*list = (struct engine_list){ NULL, 0 };
}

void engine_info_done(struct engine_info *info)
{
	free(info->driver);
	free(info->root);
	free(info->version);
	list_done(&info->insecure);
	list_done(&info->mirrors);
	*info = (struct engine_info){ .driver = NULL };
}

bool engine_is_loopback(const char *registry)
{
	static const char *const names[] = { "localhost", "127.0.0.1",
					     "[::1]" };

	/* "::1:5000" is an address, and another. */
	if (strcmp(registry, "127.0.0.0/8") == 0 ||
	    strcmp(registry, "::1/128") == 0 || strcmp(registry, "::1") == 0)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t size = strlen(names[i]);

		if (strncmp(registry, names[i], size) == 0 &&
		    (registry[size] == '\0' || registry[size] == ':'))
			return true;
	}
	return false;
}

/* NULL where it is no string, or one with a NUL in it. */
static const char *text_of(json_object *value)
{
	const char *text;

	if (!json_object_is_type(value, json_type_string))
		return NULL;
	text = json_object_get_string(value);
	return strlen(text) == (size_t)json_object_get_string_len(value) ?
		       text :
		       NULL;
}

static int add(struct engine_list *list, const char *text)
{
	char **grown;

	if (!text || list->count >= ENGINE_INFO_MAX_ENTRIES)
		return 0;
	grown = reallocarray(list->list, list->count + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	list->list = grown;
	grown[list->count] = strdup(text);
	return grown[list->count++] ? 0 : -ENOMEM;
}

static int add_insecure(struct engine_list *list, const char *text)
{
	return text && !engine_is_loopback(text) ? add(list, text) : 0;
}

static int add_array(json_object *array, struct engine_list *list,
		     int (*fn)(struct engine_list *, const char *))
{
	int r = 0;

	if (!json_object_is_type(array, json_type_array))
		return 0;
	for (size_t i = 0; r == 0 && i < json_object_array_length(array); i++)
		r = fn(list, text_of(json_object_array_get_idx(array, i)));
	return r;
}

/* "IndexConfigs": { "reg.example:5000": { "Secure": false } } */
static int add_indexes(json_object *indexes, struct engine_info *info)
{
	int r = 0;

	if (!json_object_is_type(indexes, json_type_object))
		return 0;
	json_object_object_foreach(indexes, name, index)
	{
		json_object *secure;

		if (r == 0 &&
		    json_object_object_get_ex(index, "Secure", &secure) &&
		    json_object_is_type(secure, json_type_boolean) &&
		    !json_object_get_boolean(secure))
			r = add_insecure(&info->insecure, name);
	}
	return r;
}

static int read_registries(json_object *registries, struct engine_info *info)
{
	int r;

	if (!json_object_is_type(registries, json_type_object))
		return 0;
	r = add_array(json_object_object_get(registries,
					     "InsecureRegistryCIDRs"),
		      &info->insecure, add_insecure);
	if (r == 0)
		r = add_indexes(json_object_object_get(registries,
						       "IndexConfigs"),
				info);
	if (r == 0)
		r = add_array(json_object_object_get(registries, "Mirrors"),
			      &info->mirrors, add);
	return r;
}

/* "DriverStatus": [ [ "driver-type", "io.containerd.snapshotter.v1" ] ] */
static bool is_snapshotter(json_object *status)
{
	if (!json_object_is_type(status, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(status); i++) {
		json_object *pair = json_object_array_get_idx(status, i);
		const char *value =
			json_object_is_type(pair, json_type_array) ?
				text_of(json_object_array_get_idx(pair, 1)) :
				NULL;

		if (value && strncmp(value, "io.containerd.snapshotter.",
				     strlen("io.containerd.snapshotter.")) == 0)
			return true;
	}
	return false;
}

static int copy(json_object *tree, const char *key, char **ret)
{
	const char *text = text_of(json_object_object_get(tree, key));

	if (!text)
		return 0;
	*ret = strdup(text);
	return *ret ? 0 : -ENOMEM;
}

static int read_tree(json_object *tree, struct engine_info *info)
{
	int r = copy(tree, "Driver", &info->driver);

	if (r == 0)
		r = copy(tree, "DockerRootDir", &info->root);
	if (r == 0)
		r = copy(tree, "ServerVersion", &info->version);
	info->snapshotter =
		is_snapshotter(json_object_object_get(tree, "DriverStatus"));
	if (r == 0)
		r = read_registries(
			json_object_object_get(tree, "RegistryConfig"), info);
	return r;
}

int engine_info_parse(struct view text, struct engine_info *ret)
{
	json_tokener *tokener = json_tokener_new_ex(MAX_DEPTH);
	json_object *tree;
	int r = -EBADMSG;

	if (!tokener)
		return -ENOMEM;
	tree = text.size > ENGINE_INFO_MAX ?
		       NULL :
		       json_tokener_parse_ex(tokener, text.data,
					     (int)text.size);
	if (json_object_is_type(tree, json_type_object)) {
		*ret = (struct engine_info){ .driver = NULL };
		r = read_tree(tree, ret);
		if (r < 0)
			engine_info_done(ret);
	}
	json_object_put(tree);
	json_tokener_free(tokener);
	return r;
}

int engine_info_ask(const char *path, uint64_t deadline,
		    struct engine_info *ret)
{
	autobuf struct buf body;
	int r;

	buf_init(&body, ENGINE_INFO_MAX);
	r = engine_ask(path, "/info", deadline, &body);
	return r < 0 ? r : engine_info_parse(buf_view(&body), ret);
}

/* ----- its version ----- */

static bool take_number(struct view *text, unsigned int *ret)
{
	uint64_t number;
	size_t size = 0;

	while (size < text->size && text->data[size] >= '0' &&
	       text->data[size] <= '9')
		size++;
	if (number_decimal(view_from(text->data, size), UINT16_MAX, &number) <
	    0)
		return false;
	*text = view_skip(*text, size);
	*ret = (unsigned int)number;
	return true;
}

bool engine_version(const char *version, unsigned int *ret_major,
		    unsigned int *ret_minor)
{
	struct view text = view_of(version);
	unsigned int major, minor;

	if (!take_number(&text, &major) || !text.size || text.data[0] != '.')
		return false;
	text = view_skip(text, 1);
	if (!take_number(&text, &minor))
		return false;
	*ret_major = major;
	*ret_minor = minor;
	return true;
}

/* ----- once for all items ----- */

struct answers {
	size_t count;
	struct answer {
		int error;
		struct engine_info info;
	} list[]; /* of the sources, in their order */
};

static size_t count_sources(const struct daemon *daemon)
{
	size_t count = 0;

	while (daemon_source(daemon, count))
		count++;
	return count;
}

static int make(const struct check_host *host, void **ret)
{
	uint64_t deadline = monotonic_ms() + ENGINE_INFO_MS;
	const struct daemon *daemon;
	struct answers *answers;
	size_t count;
	int r = daemon_of(host, &daemon);

	if (r < 0)
		return r;
	count = count_sources(daemon);
	answers = calloc(1, sizeof(*answers) + count * sizeof(struct answer));
	if (!answers)
		return -ENOMEM;
	answers->count = count;
	for (size_t i = 0; i < count; i++) {
		const struct daemon_source *source = daemon_source(daemon, i);
		const char *path = engine_ask_socket(source);
		struct answer *a = &answers->list[i];

		a->error = -ENOENT;
		/* A socket without its daemon might start one. */
		if (host->live && source->origin == DAEMON_PROCESS && path)
			a->error = check_host_note(
				host,
				engine_info_ask(path, deadline, &a->info));
	}
	*ret = answers;
	return 0;
}

static void release(void *value)
{
	struct answers *answers = value;

	for (size_t i = 0; i < answers->count; i++)
		engine_info_done(&answers->list[i].info);
	free(answers);
}

int engine_info_of(const struct check_host *host, const struct daemon *daemon,
		   const struct daemon_source *source,
		   const struct engine_info **ret)
{
	static const struct once_kind kind = { make, release };
	const struct answers *answers;
	const void *value;
	int r = once_get(host, &kind, &value);

	if (r < 0)
		return r;
	answers = value;
	for (size_t i = 0; i < answers->count; i++)
		if (daemon_source(daemon, i) == source) {
			*ret = &answers->list[i].info;
			return answers->list[i].error;
		}
	return -ENOENT;
}

int engine_info_since(const struct check_host *host,
		      const struct daemon *daemon, unsigned int major,
		      unsigned int minor)
{
	const struct daemon_source *source;
	const struct engine_info *info;
	unsigned int first, second;

	for (size_t i = 0; (source = daemon_source(daemon, i)) != NULL; i++)
		if (engine_info_of(host, daemon, source, &info) == 0 &&
		    info->version &&
		    engine_version(info->version, &first, &second))
			return first > major ||
			       (first == major && second >= minor);
	return -ENODATA;
}

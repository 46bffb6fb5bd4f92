// SPDX-License-Identifier: BSD-2-Clause
/*
 * ocsf: one event of the Open Cybersecurity Schema Framework 1.8 while
 * format_ocsf.c writes it: which class and activity an alert is (ocsf.c), and
 * the objects that are written from it field by field (ocsf_parts.c).
 */
#ifndef DOCKWARDEN_OCSF_H
#define DOCKWARDEN_OCSF_H

#include "flat.h"
#include "json.h"

enum ocsf_class {
	OCSF_FILE,	     /* File System Activity */
	OCSF_PROCESS,	     /* Process Activity */
	OCSF_AUTHENTICATION, /* Authentication */
	OCSF_GROUP,	     /* Group Management */
	OCSF_CONFIGURATION,  /* Device Config State Change */
	OCSF_ERROR,	     /* Application Error */
	OCSF_CLASSES
};

/* A numbered value and its word. */
struct ocsf_caption {
	unsigned int id;
	const char *name;
};

/* Ids and captions of schema.ocsf.io/1.8.0. */
struct ocsf_class_row {
	unsigned int uid;
	const char *name;
	unsigned int category_uid;
	const char *category_name;
};

struct ocsf_activity {
	enum ocsf_class class;
	unsigned int id;
	const char *name;
};

struct ocsf {
	struct json json;
	struct flat flat;
	struct ocsf_activity activity;
};

const struct ocsf_class_row *ocsf_class(enum ocsf_class class);
/* What an alert is: an action is of another class where the alert has not what
 * its own class requires. */
struct ocsf_activity ocsf_activity(const struct alert *alert);

/* "key":"text" of a field within its cap; nothing where it has none. */
void ocsf_put(struct ocsf *d, const char *key, enum flat_field field);

/* An object each.  What the class requires is written whatever the alert
 * knows, as "unknown" then. */
void ocsf_put_device(struct ocsf *d);
void ocsf_put_actor(struct ocsf *d);
/* The objects of the event's class: file, process, user, service, group. */
void ocsf_put_objects(struct ocsf *d);
void ocsf_put_attacks(struct ocsf *d);
/* What the schema has no attribute for, and the fields that were cut. */
void ocsf_put_unmapped(struct ocsf *d);

#endif

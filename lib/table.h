// SPDX-License-Identifier: BSD-2-Clause
/*
 * table: a bounded map from a small key to a value of fixed size; a full
 * table gives up the entry that was not asked for the longest.  What the log
 * has shown (objects, processes, sessions) is remembered in these.
 */
#ifndef DOCKWARDEN_TABLE_H
#define DOCKWARDEN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* node: a hash of the node's name, so that hosts do not mix. */
struct table_key {
	uint64_t node, a, b;
};

struct table;

/* Up to max entries of value_size bytes.  0 or -ENOMEM. */
int table_new(size_t max, size_t value_size, struct table **ret);
void table_free(struct table *t);

/* The value, or NULL.  Good until the next table_take or table_drop. */
void *table_find(struct table *t, struct table_key key);
/* The value, made (all zero, *fresh set) where there is none. */
void *table_take(struct table *t, struct table_key key, bool *fresh);
void table_drop(struct table *t, struct table_key key);

size_t table_count(const struct table *t);
/* Entries given up because the table was full. */
uint64_t table_forgotten(const struct table *t);

#endif

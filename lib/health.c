// SPDX-License-Identifier: BSD-2-Clause
#include "health.h"

/* A member's place; that its type is the one which the row's kind is read by
 * is held at compile time. */
#define PLACE(what, member, type)                                          \
	(offsetof(struct what, member) +                                   \
	 0 * sizeof(char[_Generic(((struct what *)NULL)->member, type : 1, \
				  default                                  \
				  : -1)]))
#define NUMBER(kind, group, key, member, metric, help)                      \
	{                                                                   \
		group, key, HEALTH_##kind, PLACE(health, member, uint64_t), \
			metric, help                                        \
	}
#define FLAG(group, key, member, metric, help)                                \
	{                                                                     \
		group, key, HEALTH_FLAG, PLACE(health, member, bool), metric, \
			help                                                  \
	}
#define TEXT(group, key, member)                                             \
	{                                                                    \
		group, key, HEALTH_TEXT, PLACE(health, member, struct view), \
			NULL, NULL                                           \
	}

const struct health_row health_rows[] = {
	TEXT("run", "reason", reason),
	TEXT("run", "version", version),
	TEXT("run", "host", host),
	TEXT("run", "boot", boot),
	NUMBER(GAUGE, "run", "pid", pid, NULL, NULL),
	NUMBER(COUNT, "run", "sequence", sequence, "heartbeats_total",
	       "Heartbeats of this run."),
	NUMBER(TIME, "run", "written_ms", written,
	       "heartbeat_timestamp_seconds",
	       "When this was written, since the epoch."),
	NUMBER(TIME, "run", "started_ms", started, "start_time_seconds",
	       "When the plugin started, since the epoch."),
	NUMBER(DURATION, "run", "monotonic_ms", monotonic, NULL, NULL),
	NUMBER(DURATION, "run", "uptime_ms", uptime, "uptime_seconds",
	       "How long the plugin has been running."),
	NUMBER(DURATION, "run", "period_ms", period, "heartbeat_period_seconds",
	       "Time between two heartbeats."),
	NUMBER(COUNT, "run", "unwritten", unwritten, "heartbeat_failures_total",
	       "Files of heartbeats that could not be written."),
	TEXT("run", "unwritten_error", unwritten_error),
	NUMBER(GAUGE, "run", "resident_bytes", resident,
	       "resident_memory_bytes", "Resident memory of the plugin."),
	NUMBER(GAUGE, "run", "descriptors", descriptors, "open_descriptors",
	       "Open file descriptors of the plugin."),
	FLAG("run", "live", live, "live",
	     "1 if the plugin reads a stream, 0 if it reads a file."),
	FLAG("run", "looker", looker, "looker_works",
	     "1 if the process that looks at others in /proc works."),
	FLAG("run", "aide", aide, "aide_works",
	     "1 if the process that asks the kernel works."),
	TEXT("run", "remarks", remarks),

	NUMBER(COUNT, "input", "lines", lines, "lines_total",
	       "Lines read from auditd."),
	NUMBER(COUNT, "input", "oversized", oversized, "lines_oversized_total",
	       "Lines too long to be records."),
	NUMBER(COUNT, "input", "records", records, "records_total",
	       "Audit records read, from auditd and from the log."),
	NUMBER(COUNT, "input", "malformed", malformed, "lines_malformed_total",
	       "Lines that are no records."),
	NUMBER(COUNT, "input", "skipped", skipped, "records_skipped_total",
	       "Records of types that are of no concern."),
	NUMBER(COUNT, "input", "late", late, "events_late_total",
	       "Events begun after a later one was judged."),
	NUMBER(COUNT, "input", "cut", cut, "records_cut_total",
	       "Records left out over a limit."),
	NUMBER(COUNT, "input", "joined", joined, "records_joined_total",
	       "Records that came after their event was judged."),

	TEXT("last_event", "id", last_event),
	NUMBER(TIME, "last_event", "time_ms", last_time,
	       "last_event_timestamp_seconds",
	       "Time of the audit event seen last, since the epoch."),

	FLAG("checkpoint", "kept", checkpoint_kept, "checkpoint_kept",
	     "1 if there is a file for the checkpoint."),
	TEXT("checkpoint", "event", checkpoint_event),
	NUMBER(TIME, "checkpoint", "time_ms", checkpoint_time,
	       "checkpoint_event_timestamp_seconds",
	       "Time of the checkpoint's event, since the epoch; 0: none."),
	NUMBER(TIME, "checkpoint", "written_ms", checkpoint_written,
	       "checkpoint_timestamp_seconds",
	       "When a checkpoint was last written or tried, since the epoch."),
	TEXT("checkpoint", "error", checkpoint_error),

	NUMBER(COUNT, "events", "judged", events, "events_total",
	       "Audit events judged."),
	NUMBER(COUNT, "events", "keyed", keyed, "events_keyed_total",
	       "Events with a docker key."),
	NUMBER(COUNT, "events", "watched", watched, "events_watched_total",
	       "Events that touch a watched object."),
	NUMBER(COUNT, "events", "changes", changes, "changes_total",
	       "Changes found in events."),
	NUMBER(COUNT, "events", "authorized", authorized,
	       "changes_authorized_total", "Changes that were authorized."),
	NUMBER(COUNT, "events", "flagged", flagged,
	       "changes_unauthorized_total",
	       "Changes that were flagged as unauthorized."),
	NUMBER(COUNT, "events", "lost", lost, "events_lost_total",
	       "Audit events that never came."),
	NUMBER(COUNT, "events", "recovered", recovered,
	       "events_recovered_total",
	       "Audit events that were taken from the log instead."),
	NUMBER(COUNT, "events", "gaps", gaps, "gaps_total",
	       "Runs of serials in which events were missing."),
	NUMBER(COUNT, "events", "truncated", truncated,
	       "records_truncated_total", "SYSCALL records without a key."),
	NUMBER(COUNT, "events", "forgotten", forgotten,
	       "entries_forgotten_total", "Entries that a full table gave up."),

	NUMBER(COUNT, "alerts", "said", said, "alerts_total",
	       "Alerts handed to the outputs."),
	NUMBER(COUNT, "alerts", "notices", notices, "notices_total",
	       "Alerts of the warden itself."),
	NUMBER(COUNT, "alerts", "held", held, "alerts_held_total",
	       "Alerts counted in a summary instead of being said."),
	NUMBER(COUNT, "alerts", "summaries", summaries, "alert_summaries_total",
	       "Alerts that say how often another was repeated."),
	NUMBER(COUNT, "alerts", "repeated", repeated, "alerts_repeated_total",
	       "Alerts that had been said before."),
	NUMBER(COUNT, "alerts", "dropped", dropped, "alerts_dropped_total",
	       "Alerts that an output could not take."),
	NUMBER(GAUGE, "alerts", "queued", queued, "alerts_queued",
	       "Alerts that wait for an output."),

	TEXT("policy", "path", policy_path),
	FLAG("policy", "built_in", policy_built_in, "policy_built_in",
	     "1 if the built-in policy is in force."),
	FLAG("policy", "usable", policy_usable, "policy_usable",
	     "0 if there is a policy file that cannot be used."),
	NUMBER(DIGEST, "policy", "digest", policy_digest, NULL, NULL),
	TEXT("policy", "error", policy_error),

	FLAG("kernel", "known", kernel_known, "kernel_known",
	     "1 if the kernel's audit state is known."),
	TEXT("kernel", "error", kernel_error),
	NUMBER(GAUGE, "kernel", "enabled", kernel_enabled, "kernel_enabled",
	       "Auditing in the kernel: 0 off, 1 on, 2 locked."),
	NUMBER(GAUGE, "kernel", "pid", kernel_pid, "kernel_audit_pid",
	       "Process that takes the kernel's audit records."),
	NUMBER(COUNT, "kernel", "lost", kernel_lost,
	       "kernel_records_lost_total",
	       "Audit records that the kernel lost."),
	NUMBER(GAUGE, "kernel", "backlog", kernel_backlog, "kernel_backlog",
	       "Audit records that wait in the kernel."),
	NUMBER(GAUGE, "kernel", "backlog_limit", kernel_backlog_limit,
	       "kernel_backlog_limit", "How many may wait."),
	NUMBER(GAUGE, "kernel", "rate_limit", kernel_rate_limit,
	       "kernel_rate_limit",
	       "Records a second beyond which the kernel drops them; 0: "
	       "none."),
	NUMBER(GAUGE, "kernel", "rules", rules, "kernel_rules",
	       "Audit rules in the kernel."),
	NUMBER(GAUGE, "kernel", "docker_rules", docker_rules,
	       "kernel_docker_rules", "Of these, rules with a docker key."),
	NUMBER(DIGEST, "kernel", "rules_digest", rules_digest, NULL, NULL),
	NUMBER(DIGEST, "kernel", "docker_rules_digest", docker_rules_digest,
	       NULL, NULL),
	{ .group = NULL },
};

#define OF_OUTPUT(kind, key, member, type, metric, help)                      \
	{                                                                     \
		NULL, key, HEALTH_##kind, PLACE(health_output, member, type), \
			metric, help                                          \
	}

const struct health_row health_output_rows[] = {
	OF_OUTPUT(TEXT, "name", name, struct view, NULL, NULL),
	OF_OUTPUT(TEXT, "format", format, struct view, NULL, NULL),
	OF_OUTPUT(COUNT, "written", written, uint64_t, "output_written_total",
		  "Alerts that went out there."),
	OF_OUTPUT(COUNT, "dropped", dropped, uint64_t, "output_dropped_total",
		  "Alerts that it could not take."),
	OF_OUTPUT(GAUGE, "queued", queued, uint64_t, "output_queued",
		  "Alerts that wait for it."),
	OF_OUTPUT(COUNT, "errors", errors, uint64_t, "output_errors_total",
		  "Failures to open, connect or write."),
	OF_OUTPUT(TEXT, "error", error, struct view, NULL, NULL),
	{ .key = NULL },
};

static const char *const state_names[] = {
	[HEALTH_STARTING] = "starting",
	[HEALTH_RUNNING] = "running",
	[HEALTH_STOPPED] = "stopped",
};

const char *health_state_name(enum health_state state)
{
	return state_names[state];
}

static const void *place_of(const struct health_row *row, const void *what)
{
	return (const char *)what + row->offset;
}

uint64_t health_number(const struct health_row *row, const void *what)
{
	return *(const uint64_t *)place_of(row, what);
}

bool health_flag(const struct health_row *row, const void *what)
{
	return *(const bool *)place_of(row, what);
}

struct view health_text(const struct health_row *row, const void *what)
{
	return *(const struct view *)place_of(row, what);
}

bool health_has(const struct health_row *row, const struct health *h)
{
	if (strcmp(row->group, "last_event") == 0)
		return h->last_time > 0;
	return strcmp(row->group, "kernel") != 0 || h->kernel_known ||
	       row->kind == HEALTH_FLAG || row->kind == HEALTH_TEXT;
}

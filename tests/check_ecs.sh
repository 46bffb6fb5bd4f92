#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check_ecs.sh [--schema] FILE: is each line of FILE a valid ECS document, by Elastic's
# own field list (npm @elastic/ecs), and does it follow doc/alert.schema.json?
# --schema: the latter alone, which fetches nothing.
#
#   VALIDATORS    directory of ecscheck.js (../shared/validators)
#   ECS_MODULES   a node_modules directory that has @elastic/ecs already
#
# What cannot run is named and skipped; with LIVE=required that is a failure.
# Exit status: 0 valid, 1 not, 2 usage, 77 nothing could be checked.
set -eu

fields=yes
[ "${1:-}" != --schema ] || { fields=no; shift; }
[ $# -eq 1 ] || { echo "usage: $0 [--schema] FILE" >&2; exit 2; }
[ -s "$1" ] || { echo "check_ecs: $1 is missing or empty" >&2; exit 1; }
file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/.."

validators=${VALIDATORS:-../shared/validators}
checker=$validators/ecscheck.js
status=0
checked=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

skip() {
	echo "check_ecs: skipped: $1"
	[ "${LIVE:-}" != required ] || status=1
}

modules() { # a directory to run the checker from
	if [ "${ECS_MODULES:-}" ]; then
		ln -s "$(cd "$ECS_MODULES" && pwd)" "$scratch/node_modules"
		return
	fi
	npm install --prefix "$scratch" --no-audit --no-fund --silent \
		@elastic/ecs >"$scratch/npm.log" 2>&1
}

check_fields() {
	cp "$checker" "$scratch/ecscheck.js"
	checked=1
	if ! node "$scratch/ecscheck.js" "$file" \
		auditd,dockwarden,user.audit >"$scratch/fields.log"; then
		echo "check_ecs: not ECS:"
		status=1
	fi
	grep -v '^WARN' "$scratch/fields.log" | head -n 40
	# A type that its category does not expect is an error of ours.
	if grep -m 20 '^WARN event.type' "$scratch/fields.log"; then
		status=1
	fi
}

check_schema() {
	checked=1
	python3 -W ignore - doc/alert.schema.json "$file" <<'END' || status=1
import json, sys
import jsonschema

schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
count = errors = 0
for line in open(sys.argv[2], "rb"):
    count += 1
    if len(line) > 8000:
        errors += 1
        print("line %d: %d bytes" % (count, len(line)))
    for error in validator.iter_errors(json.loads(line)):
        errors += 1
        print("line %d: %s: %s" % (count, ".".join(
            str(part) for part in error.absolute_path), error.message))
print("%d docs, %d errors, alert.schema.json" % (count, errors))
sys.exit(1 if errors else 0)
END
}

if [ "$fields" = no ]; then
	:
elif [ ! -f "$checker" ]; then
	skip "no ecscheck.js in $validators"
elif ! command -v node >/dev/null 2>&1; then
	skip "node is not installed"
elif [ ! "${ECS_MODULES:-}" ] && ! command -v npm >/dev/null 2>&1; then
	skip "npm is not installed"
elif ! modules; then
	skip "npm cannot install @elastic/ecs: $(tail -n 1 "$scratch/npm.log")"
else
	check_fields
fi

if python3 -c 'import jsonschema' >/dev/null 2>&1; then
	check_schema
else
	skip "python3 has no jsonschema module"
fi

[ "$status" -eq 0 ] || exit "$status"
[ "$checked" -eq 1 ] || exit 77

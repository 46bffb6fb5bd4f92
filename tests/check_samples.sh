#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check_samples.sh BUILD: are the documents that the unit tests of ecs and
# ocsf write valid, by doc/alert.schema.json and by the schema of OCSF 1.8.0?
# Nothing is fetched: `tests/check_ecs.sh FILE` asks Elastic's own list too.
#
#   VALIDATORS    directory of ocsfcheck.py (../shared/validators)
#
# Exit status: 0 valid, 1 not, 77 something could not be checked.
set -eu
build=$(realpath "$1")
cd "$(dirname "$0")/.."

validators=${VALIDATORS:-../shared/validators}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
skipped=

ECS_SAMPLES=$scratch/ecs "$build/tests/test_format_ecs" >/dev/null
OCSF_SAMPLES=$scratch/ocsf "$build/tests/test_format_ocsf" >/dev/null
for format in ecs ocsf; do
	[ -s "$scratch/$format" ] || { echo "no samples of $format"; exit 1; }
done

status=0
tests/check_ecs.sh --schema "$scratch/ecs" || status=$?
case $status in
0) ;;
77) skipped='python3 has no jsonschema module' ;;
*) exit 1 ;;
esac

# A notice with an audit event, or an alert without one, is none.
if [ -z "$skipped" ]; then
	grep '"provider":"dockwarden"' "$scratch/ecs" |
		sed 's/"provider":"dockwarden"/"provider":"auditd"/' \
			>"$scratch/bad"
	grep -m 1 '"provider":"auditd"' "$scratch/ecs" |
		sed 's/"provider":"auditd"/"provider":"dockwarden"/' \
			>>"$scratch/bad"
	while IFS= read -r line; do
		printf '%s\n' "$line" >"$scratch/one"
		if tests/check_ecs.sh --schema "$scratch/one" >/dev/null; then
			echo "the schema takes for valid: $line"
			exit 1
		fi
	done <"$scratch/bad"
fi

if [ ! -f "$validators/ocsfcheck.py" ]; then
	skipped="no ocsfcheck.py in $validators"
elif ! command -v python3 >/dev/null 2>&1; then
	skipped='python3 is not installed'
else
	gzip -dc "$validators/ocsf-1.8.0.json.gz" >"$scratch/schema.json"
	python3 "$validators/ocsfcheck.py" "$scratch/schema.json" \
		"$scratch/ocsf" >"$scratch/log" || {
		sort "$scratch/log" | uniq -c | head -n 40
		exit 1
	}
	tail -n 1 "$scratch/log"
fi
[ -z "$skipped" ] || { echo "$skipped"; exit 77; }

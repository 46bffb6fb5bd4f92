# SPDX-License-Identifier: BSD-2-Clause
# listing.awk: a file of audit rules → what `auditctl -l` of audit 3.0 prints
# once they are loaded, audit.rules(7).  Its is_watch() looks at the fields and
# not at the action: a rule that says never comes out as a watch.
# tests/live/test_listing.sh holds it to the real auditctl.

function add(field) {
	fields[count++] = field
}

function add_key(key) {
	keys = keys " " key
}

# auditctl prints permissions in this order, whatever they were given in.
function sorted(perms,    i, letter, out) {
	for (i = 1; i <= 4; i++) {
		letter = substr("rwxa", i, 1)
		if (index(perms, letter))
			out = out letter
	}
	return out
}

function without_slash(path) {
	while (length(path) > 1 && substr(path, length(path)) == "/")
		path = substr(path, 1, length(path) - 1)
	return path
}

function see_field(field,    name, value) {
	name = field
	sub(/[=!<>&].*/, "", name)
	value = substr(field, length(name) + 1)
	sub(/^[=!<>&]+/, "", value)
	if (name == "path" || name == "dir") {
		watched = without_slash(value)
		watched_field = name "=" watched
		add(watched_field)
	} else if (name == "perm") {
		perms = sorted(value)
		add("perm=" perms)
	} else if (name == "key" || name == "k") {
		add_key(value)
	} else {
		other = 1
		if (value == "unset" || value == "4294967295")
			field = substr(field, 1, length(field) - length(value)) "-1"
		if (name == "fstype" && value ~ /^0x/)
			field = "fstype=" signed(value)
		add(field)
	}
}

# A hexadecimal number as a signed one of 32 bits.
function signed(hex,    i, number) {
	hex = tolower(substr(hex, 3))
	for (i = 1; i <= length(hex); i++)
		number = number * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
	return number >= 2147483648 ? number - 4294967296 : number
}

# "exit,always" is "always,exit"; "possible" was dropped long ago.
function set_list(value,    part) {
	split(value, part, ",")
	if (part[1] == "always" || part[1] == "never") {
		action = part[1]; list = part[2]
	} else {
		action = part[2]; list = part[1]
	}
}

function print_watch(    part, n, i, text) {
	text = "-w " watched " -p " perms
	n = split(keys, part, " ")
	for (i = 1; i <= n; i++)
		text = text " -k " part[i]
	print text
}

function print_rule(    part, n, i, text, shown) {
	text = "-a " action "," list
	for (i = 0; i < count; i++)
		if (fields[i] ~ /^arch/)
			text = text " -F " fields[i]
	if (list == "exit" || calls != "")
		text = text " -S " (calls == "" ? "all" : calls)
	for (i = 0; i < count; i++)
		if (fields[i] !~ /^arch/)
			text = text " -F " fields[i]
	n = split(keys, part, " ")
	for (i = 1; i <= n; i++)
		text = text (n == 1 ? " -F key=" part[i] : " -k " part[i])
	print text
}

{
	sub(/^[ \t]+/, "")
}

/^(#|$)/ || !/^-[waA]/ {
	next
}

{
	count = other = 0
	watched = watched_field = perms = keys = action = list = calls = ""
	for (i = 1; i <= NF; i++) {
		word = $i
		gsub(/^["']|["']$/, "", $(i + 1))
		if (word == "-w") {
			watched = without_slash($++i)
			action = "always"; list = "exit"; perms = "rwxa"
		} else if (word == "-p") {
			perms = sorted($++i)
		} else if (word == "-k") {
			add_key($++i)
		} else if (word == "-a" || word == "-A") {
			set_list($++i)
		} else if (word == "-F") {
			see_field($++i)
		} else if (word == "-C") {
			other = 1; add($++i)
		} else if (word == "-S") {
			i++
			if ($i != "all")
				calls = calls (calls == "" ? "" : ",") $i
		}
	}
	seen++
	if (watched != "" && perms != "" && !other && calls == "" &&
	    list == "exit")
		print_watch()
	else
		print_rule()
}

END {
	if (!seen)
		print "No rules"
}

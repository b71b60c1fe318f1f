#!/bin/sh
# Fails when a file includes what its layer must not know:
#
#     cli -> tui -> engine        search -> store -> tree -> git -> base        search -> syntax -> base
set -eu

cd "$(dirname "$0")/../.."
broken=0

# forbid WHAT-IT-BREAKS PATTERN FILE...: no file may have an include that matches the extended regular expression.
forbid() {
    rule=$1 pattern=$2
    shift 2
    [ $# -gt 0 ] || return 0
    found=$(grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" /dev/null "$@") || return 0
    echo "$rule:"
    echo "$found"
    broken=1
}

# The sources and headers below the folders, but for those that match the pattern $1. No name here has a space.
sources_but() {
    skip=$1
    shift
    find "$@" -name '*.[ch]' 2>/dev/null | grep -vE "$skip" || true
}

none='^$'
curses='n?curses(w)?/|n?cursesw?\.h|term\.h>|termcap\.h|panel\.h'

# shellcheck disable=SC2046 # the lists are split on purpose
{
    forbid 'curses belongs to tui/term*.c' "$curses" \
        $(sources_but '^tui/term(_[a-z]+)?\.c$|^tui/term_private\.h$' engine tui cli)
    forbid 'pcre2 belongs to engine/search/pattern*.c' 'pcre2\.h' \
        $(sources_but '^engine/search/pattern[a-z0-9_]*\.[ch]$' engine tui cli)
    forbid 'git2 belongs to engine/git' 'git2' $(sources_but '^engine/git/' engine tui cli)
    forbid 'jansson belongs to cli' 'jansson\.h' $(sources_but "$none" engine tui)
    forbid 'engine knows no screen and no program' '(tui|cli|tests)/' $(sources_but "$none" engine)
    forbid 'tui knows no program' '(cli|tests)/' $(sources_but "$none" tui)
    forbid 'cli knows no test' 'tests/' $(sources_but "$none" cli)

    forbid 'base stands alone' 'engine/([^b]|b[^a])' $(sources_but "$none" engine/base)
    forbid 'git -> base' 'engine/(tree|store|search|syntax|session)' $(sources_but "$none" engine/git)
    forbid 'tree -> git, base' 'engine/(store|search|syntax|session)' $(sources_but "$none" engine/tree)
    forbid 'store -> tree, git, base' 'engine/(search|syntax|session)' $(sources_but "$none" engine/store)
    forbid 'search -> store, tree, git, syntax, base' 'engine/session' $(sources_but "$none" engine/search)
    forbid 'syntax -> base' 'engine/(git|tree|store|search|session)' $(sources_but "$none" engine/syntax)
    forbid 'includes start at the root' '[^"/]*\.h"' $(sources_but "$none" engine tui cli)
    forbid 'no source file includes another' '[^">]*\.c[">]' $(sources_but "$none" engine tui cli)
}
exit $broken

#!/bin/sh
# Fails when a row of the tables in docs/pager.md names neither a test that exists nor a reason, or when an option or a
# command of less that is told by `less --help` (where less is installed) has no row.
set -eu

cd "$(dirname "$0")/../.."
page=docs/pager.md
names=$(mktemp)
trap 'rm -f "$names"' EXIT
grep -rhoE '^static void [a-z0-9_]+\(void \*\*state\)' tests --include='test_*.c' |
    sed 's/^static void //; s/(.*//; s/^test_//' | sort -u >"$names"

broken=0
rows=0
while IFS= read -r row; do
    rows=$((rows + 1))
    last=$(printf '%s\n' "$row" | sed 's/ *|$//; s/.*| //')
    found=no
    case $last in
    *'reason: '?*) found=yes ;;
    esac
    for word in $(printf '%s\n' "${last%%reason: *}" | tr ';,' '  '); do
        if grep -qx -- "${word#test_}" "$names"; then
            found=yes
        else
            echo "$page: no such test: $word"
            broken=1
        fi
    done
    if [ "$found" = no ]; then
        echo "$page: neither a test nor a reason: $row"
        broken=1
    fi
done <<EOF
$(grep '^| ' "$page" | grep -v '^| less |')
EOF
[ "$rows" -gt 100 ] || {
    echo "$page: only $rows rows"
    broken=1
}

# Each long option of less stands in the tables.
if command -v less >/dev/null 2>&1; then
    for option in $(less --help | sed -n '/OPTIONS\|OOPPTTIIOONNSS/,/LLIINNEE/p' | grep -oE -- '--[A-Za-z][A-Za-z-]+' |
        tr 'A-Z' 'a-z' | sort -u); do
        case $option in
        --silent | --quiet | --long-prompt | --no-line-numbers) continue ;;
        esac
        grep '^| ' "$page" | tr 'A-Z' 'a-z' | grep -q -- "$option" || {
            echo "$page: no row for $option"
            broken=1
        }
    done
fi
exit $broken

#!/bin/sh
# Copies what changed.
set -eu
root=$(cd "$(dirname "$0")" && pwd) # behind code
name='it is # no comment'
echo ${#name} $# a#b "a \"b\" $name"
usage() {
    cat <<USAGE
usage: $0 "no string
# no comment
USAGE
}
cat <<-'END' | sort
	it's text
	END
size=$((1 << width))
text="begins
ends with $(printf '%s' "in the inner") here"
case $1 in
-h) usage ;;
*) exit 2 ;;
esac
tr <<<"here string" \" \'
for file in *.c; do
    test -f "$file" || continue
done

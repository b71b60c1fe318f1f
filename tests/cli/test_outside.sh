#!/bin/sh
# `ken grep` and `ken files` outside any work tree, and with paths that lead elsewhere.
. "$(dirname "$0")/lib.sh"

fresh_folder
# The folder must not be in a work tree: ctest's is in the sources' own.
outside=$(mktemp -d "${TMPDIR:-/tmp}/ken-test-XXXXXX")
outside=$(cd "$outside" && pwd -P)
trap 'rm -rf "$outside"' EXIT
cd "$outside"
mkdir -p one/sub two/repo
printf 'needle one\n' >one/a.txt
printf 'needle sub\n' >one/sub/b.txt
printf 'ignored\n' >one/.gitignore
printf 'needle ignored\n' >one/ignored
git init --quiet two/repo
printf 'needle repo\n' >two/repo/c.txt

expect 0 "one/a.txt:1:needle one${newline}one/sub/b.txt:1:needle sub${newline}two/repo/c.txt:1:needle repo${newline}" \
    "$KEN" grep needle
expect 0 "one/a.txt:1:needle one${newline}one/sub/b.txt:1:needle sub${newline}" "$KEN" grep needle one
expect 0 "$outside/one/sub/b.txt:1:needle sub${newline}" "$KEN" grep needle "$outside/one/sub"
expect 0 "one/a.txt:1:needle one${newline}" "$KEN" grep needle one/a.txt
expect 0 "one/ignored:1:needle ignored${newline}" "$KEN" grep needle one/ignored
cd one/sub
expect 0 "../../two/repo/c.txt:1:needle repo${newline}" "$KEN" grep needle ../../two
expect 0 "b.txt:1:needle sub${newline}" "$KEN" grep needle
expect 0 "b.txt${newline}" "$KEN" files
cd "$outside/two/repo"
expect 0 "c.txt:1:needle repo${newline}../../one/a.txt:1:needle one${newline}" "$KEN" grep needle . ../../one/a.txt
expect 0 "../../one/a.txt${newline}../../one/sub/b.txt${newline}" "$KEN" files ../../one

# An empty folder has no files and no lines.
mkdir "$outside/empty"
cd "$outside/empty"
expect 1 '' "$KEN" grep needle
expect 1 '' "$KEN" files

finish

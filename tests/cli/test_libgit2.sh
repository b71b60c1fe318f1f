#!/bin/sh
# libgit2 is loaded when git is asked, and not before; without it ken says so and walks.
. "$(dirname "$0")/lib.sh"

fresh_repository
printf 'needle\n' >tracked.txt
git add tracked.txt
printf 'needle\n' >untracked.txt
printf '/ignored.txt\n' >.gitignore
printf 'needle\n' >ignored.txt

# A file of the library's name that is no library, found before the real one: what is started there has no libgit2.
major_minor=$(pkg-config --modversion libgit2 | cut -d. -f1,2)
mkdir "$work/broken"
echo 'no library' >"$work/broken/libgit2.so.$major_minor"
without_libgit2() {
    run env LD_LIBRARY_PATH="$work/broken" "$@"
}

without_libgit2 "$KEN" files
[ "$status" -eq 0 ] || fail "files without libgit2: status $status"
grep -q 'git cannot list this folder, so that it is walked (.*libgit2 cannot be loaded: .*libgit2' "$work/err" ||
    fail "files without libgit2 said: $(cat "$work/err")"
printf 'tracked.txt\nuntracked.txt\n' >"$work/expected"
cmp -s "$work/out" "$work/expected" || fail "files without libgit2: $(cat "$work/out")"

without_libgit2 "$KEN" grep needle
[ "$status" -eq 0 ] || fail "grep without libgit2: status $status"
grep -q 'libgit2 cannot be loaded' "$work/err" || fail 'grep without libgit2 said nothing'
[ "$(wc -l <"$work/out")" -eq 2 ] || fail "grep without libgit2: $(cat "$work/out")"

# What asks nothing of git has nothing to complain about.
without_libgit2 "$KEN" --version
[ "$status" -eq 0 ] && [ ! -s "$work/err" ] || fail "--version without libgit2: $(cat "$work/err")"
grep -q "^libgit2 $major_minor\." "$work/out" || fail "--version: $(cat "$work/out")"
without_libgit2 "$KEN" tracked.txt
[ "$status" -eq 0 ] && [ ! -s "$work/err" ] || fail "a page without libgit2: $(cat "$work/err")"

# And with it, all is as it was.
run "$KEN" files
[ ! -s "$work/err" ] || fail "files with libgit2 said: $(cat "$work/err")"

finish

#!/bin/sh
# Every kind of repository that git can make is listed as git lists it: the files that are there, tracked or untracked
# and not ignored.
. "$(dirname "$0")/lib.sh"

# same_as_git [NOTICE]: ken's list is git's, without what is not a file; with NOTICE, it says so. Names hold no newline
# here.
same_as_git() {
    notice=${1-}
    git ls-files --cached --others --exclude-standard | LC_ALL=C sort -u >"$area/$name.git"
    while IFS= read -r path; do
        [ ! -f "$path" ] || [ -h "$path" ] || printf '%s\n' "$path"
    done <"$area/$name.git" >"$area/$name.wanted"
    [ -s "$area/$name.wanted" ] || broke 'git listed nothing'
    timeout "$patience" "$KEN" files --hidden >"$area/$name.out" 2>"$area/$name.err" || broke "status $?"
    cmp -s "$area/$name.wanted" "$area/$name.out" || broke "$(diff "$area/$name.wanted" "$area/$name.out" | head -n 10)"
    [ "$notice" ] || [ ! -s "$area/$name.err" ] || broke "said $(cat "$area/$name.err")"
    grep -qF -e "$notice" "$area/$name.err" || [ ! "$notice" ] || broke "did not say $notice"
}

# Files of all states beside the two.
add_states() {
    printf 'ignored*\n!ignored-not\n/only-here\n' >.gitignore
    printf '*.o\n' >sub/.gitignore
    printf 'x\n' >untracked
    printf 'x\n' >ignored-1
    printf 'x\n' >ignored-not
    printf 'x\n' >only-here
    printf 'x\n' >sub/only-here
    printf 'x\n' >sub/b.o
}

fixture states
add_states
same_as_git

fixture intent
printf 'x\n' >later
git add --intent-to-add later
same_as_git

fixture removed
git rm --quiet --cached a.txt
rm sub/b.txt
same_as_git

fixture assume-unchanged
git update-index --assume-unchanged a.txt
git update-index --skip-worktree sub/b.txt
same_as_git
rm sub/b.txt
same_as_git

fixture conflict
git checkout --quiet -b other
printf 'theirs\n' >a.txt
commit_all
git checkout --quiet main
printf 'ours\n' >a.txt
commit_all
git -c user.name=test -c user.email=test@example.org merge --quiet other >/dev/null 2>&1 || :
git ls-files --unmerged | grep -q a.txt || broke 'there is no conflict'
same_as_git

fixture excludes-file
printf 'untracked\n' >"$area/excludes"
git config core.excludesFile "$area/excludes"
add_states
same_as_git

fixture info-exclude
printf 'untracked\nsub/only*\n' >>.git/info/exclude
add_states
same_as_git

fixture split-index
git config core.splitIndex true
git update-index --split-index
printf 'x\n' >new.txt
git add new.txt
ls .git/sharedindex.* >/dev/null || broke 'the index is not split'
same_as_git 'so that it is walked' # libgit2 does not read it

fixture untracked-cache
git config core.untrackedCache true
git update-index --force-untracked-cache
git status --short >"$area/status"
add_states
same_as_git

for version in 2 3 4; do
    fixture "index-version-$version"
    git update-index --index-version "$version"
    add_states
    same_as_git
done

fixture many-files
git config feature.manyFiles true
git update-index --refresh
same_as_git

fixture sparse
mkdir -p kept left/deep
printf 'x\n' >kept/1.txt
printf 'x\n' >left/2.txt
printf 'x\n' >left/deep/3.txt
commit_all
git sparse-checkout set --no-sparse-index kept
[ ! -e left/2.txt ] || broke 'the checkout is not sparse'
same_as_git
printf 'x\n' >kept/untracked
same_as_git

name=sparse-index
git sparse-checkout set --sparse-index kept
same_as_git 'so that it is walked' # nor this one

fixture worktree
git worktree add --quiet "$area/linked" -b linked
cd "$area/linked"
printf 'x\n' >only-linked
add_states
same_as_git
git sparse-checkout set --no-cone sub
same_as_git

fixture nested
git init --quiet inner
printf 'x\n' >inner/in.txt
"$KEN" files >"$area/nested.out"
printf '%s' "$plain" | grep -vxF -f - "$area/nested.out" >"$area/nested.more" || :
[ ! -s "$area/nested.more" ] || grep -qx inner/in.txt "$area/nested.more" || broke "listed $(cat "$area/nested.more")"
cd inner
same_as_git

# With --recurse-submodules git lists what is in them; untracked files are listed in the outermost one.
fixture submodules
git clone --quiet "$area/states" "$area/library"
git -c protocol.file.allow=always submodule add --quiet "$area/library" lib
commit_all
git ls-files --recurse-submodules | LC_ALL=C sort >"$area/submodules.git"
"$KEN" files --hidden --tracked >"$area/submodules.out"
cmp -s "$area/submodules.git" "$area/submodules.out" || broke "$(diff "$area/submodules.git" "$area/submodules.out")"
cd lib
same_as_git

fixture environment
mv .git "$area/moved.git"
cd "$area/environment"
export GIT_DIR="$area/moved.git"
same_as_git
unset GIT_DIR
mkdir "$area/elsewhere"
printf 'x\n' >"$area/elsewhere/a.txt"
printf 'x\n' >"$area/elsewhere/more.txt"
cd "$area/elsewhere"
export GIT_DIR="$area/moved.git" GIT_WORK_TREE="$area/elsewhere"
same_as_git
unset GIT_DIR GIT_WORK_TREE

fixture sha256-refused
rm -rf .git
git init --quiet --object-format=sha256 && git add a.txt
check 'walked'

finish_hostile

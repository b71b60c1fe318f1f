#!/bin/sh
# Opening an untrusted repository runs nothing that it brought, ends in time, and lists the files or says why not.
. "$(dirname "$0")/lib.sh"

# The traps are live: git itself steps into one.
fixture live
git config core.fsmonitor "$trap_program"
git status --short >"$area/status" 2>&1 || :
[ -e "$mark" ] || broke 'git did not execute the trap'
rm -f "$mark"

# What git would execute on this or that occasion.
configure() {
    fixture "config-$1"
    git config "$2" "$3"
    check ''
}

configure fsmonitor core.fsmonitor "$trap_program"
configure pager core.pager "$trap_program"
configure editor core.editor "$trap_program"
configure ssh core.sshCommand "$trap_program"
configure askpass core.askPass "$trap_program"
configure external diff.external "$trap_program"
configure alias alias.status "!$trap_program"
configure credential credential.helper "!$trap_program"
configure gpg gpg.program "$trap_program"
configure hooks core.hooksPath "$area"
configure alternates core.alternateRefsCommand "$trap_program"
configure trailer trailer.sign.command "$trap_program"

fixture hooks
for hook in post-checkout post-index-change fsmonitor-watchman pre-commit reference-transaction post-rewrite; do
    cp "$trap_program" ".git/hooks/$hook"
done
git config core.fsmonitor .git/hooks/fsmonitor-watchman
check ''

fixture filters
git config filter.evil.clean "$trap_program"
git config filter.evil.smudge "$trap_program"
git config filter.evil.process "$trap_program"
git config filter.evil.required true
printf '* filter=evil\n' >.git/info/attributes
printf '* filter=evil\n' >sub/.gitattributes
check '' "a.txt${newline}sub/b.txt${newline}"

fixture textconv
git config diff.evil.textconv "$trap_program"
git config diff.evil.command "$trap_program"
git config merge.evil.driver "$trap_program"
printf '* diff=evil merge=evil\n' >.git/info/attributes
check ''

fixture includes
printf '[core]\n\tfsmonitor = %s\n[include]\n\tpath = %s\n' "$trap_program" "$area/includes/.git/config" >.git/other
printf '[include]\n\tpath = other\n[includeIf "gitdir:%s/"]\n\tpath = %s\n' "$area" "$PWD/.git/other" >>.git/config
check ''

fixture submodule
git -c protocol.file.allow=always submodule add --quiet "$area/hooks" module
git config --file .gitmodules submodule.module.update "!$trap_program"
git config submodule.module.update "!$trap_program"
git -C module config core.fsmonitor "$trap_program"
check '' ".gitmodules${newline}${plain%sub/b.txt?}module/a.txt${newline}module/sub/b.txt${newline}sub/b.txt${newline}"

fixture partial-clone
git config extensions.partialClone origin
git config remote.origin.url "ext::$trap_program"
git config remote.origin.promisor true
git config remote.origin.uploadpack "$trap_program"
check ''

# Where git's files should be.
fixture worktree-elsewhere
git config core.worktree /etc
check 'core.worktree'

fixture file-git-elsewhere
rm -rf .git
printf 'gitdir: /proc/self\n' >.git
check ''

fixture file-git-loop
rm -rf .git
printf 'gitdir: .git\n' >.git
check ''

fixture corrupt-index
printf 'DIRC garbage in place of an index' >.git/index
check 'walked'

fixture cut-index
head -c 100 .git/index >.git/index.new
mv .git/index.new .git/index
check 'walked'

fixture unknown-index
printf 'DIRC\000\000\000\143\000\000\000\000%020d' 0 >.git/index
sign .git/index
check 'walked'

fixture empty-index
: >.git/index
check 'walked'

fixture cut-pack
git repack --quiet -a -d
for pack in .git/objects/pack/*; do
    chmod u+w "$pack"
    head -c 40 "$pack" >"$pack.cut"
    mv "$pack.cut" "$pack"
done
check ''

fixture huge-ref
head -c 5000000 /dev/zero | tr '\0' 'r' >.git/HEAD
check ''

fixture huge-packed-refs
i=0
while [ $i -lt 20000 ]; do
    printf '0123456789012345678901234567890123456789 refs/heads/%d\n' $i
    i=$((i + 1))
done >.git/packed-refs
check ''

fixture hostile-branch
printf 'ref: refs/heads/%s]2;title%s[31m\n' "$escape" "$escape" >.git/HEAD
check ''

fixture loops-of-links
rm -rf .git/refs .git/info .git/objects/info
ln -s refs .git/refs
ln -s . .git/info
ln -s ../objects .git/objects/info
ln -s loop .git/loop
check ''

fixture config-of-links
rm .git/config
ln -s config .git/config
check ''

fixture config-garbage
head -c 4096 /dev/urandom >.git/config
check ''

fixture bare-config
git config core.bare true
check 'bare'

fixture deep-folder-for-index
rm .git/index
mkdir .git/index
check 'walked'

fixture no-index
rm .git/index
check ''

fixture not-owned
if [ "$(id -u)" -eq 0 ]; then
    chown -R 12345 .
    check 'safe.directory'
fi

# Without commits, and without a work tree.
rm -rf "$area/empty"
mkdir "$area/empty"
cd "$area/empty"
git init --quiet
name=empty
check_command '' '' "$KEN" files
name=bare
cd "$area"
git init --quiet --bare bare
cd bare
check_command "$(find . -type f ! -name '.*' | cut -c3- | LC_ALL=C sort)$newline" 'bare' "$KEN" files

# Paths that no index should hold.
fixture index-name-too-long
swap_in_index sub/b.txt sub/b.txt/and/more
check ''

fixture index-name-empty
swap_in_index a.txt "$(printf '\\0\\0\\0\\0\\0')"
check ''

fixture index-absolute
mkdir xetc
printf 'secret\n' >xetc/hosts
git add xetc
rm -rf xetc
swap_in_index xetc/hosts /etc/hosts
check ''

fixture index-escape
printf 'outside\n' >"$area/outside.txt"
mkdir -p xx
printf 'x\n' >xx/outside.txt
git add xx
rm -rf xx
swap_in_index xx/outside.txt ../outside.txt
check ''

fixture index-in-git
mkdir x-git
printf 'x\n' >x-git/config
git add x-git
rm -rf x-git
swap_in_index x-git/config ./.git/confi
swap_in_index ./.git/confi .GIT//config
check ''

fixture index-in-git-plain
mkdir xgit
printf 'x\n' >xgit/config
git add xgit
rm -rf xgit
swap_in_index xgit/config .git/config
check ''

fixture index-twice
printf 'x\n' >b.txt
git add b.txt
rm b.txt
swap_in_index b.txt a.txt
check ''

fixture index-through-link
mkdir away
printf 'x\n' >away/outside.txt
git add away
rm -rf away
ln -s "$area" away
check ''

finish_hostile

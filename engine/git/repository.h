/* Finding and opening the repository around a folder as git would, but for what git leaves to chance: a work
 * tree that the repository puts elsewhere. Only for children of the nursery; includes no <git2.h>. */
#pragma once

#include <stdbool.h>

#include "engine/git/git.h"

struct git_repository;

/* The kind of the folder. `*repository` is the caller's when it is GIT_WORK_TREE, else NULL. False with `err` when
 * libgit2 cannot tell. */
bool repository_open(const char *folder, bool follow_worktree, struct git_repository **repository, GitKind *kind,
                     Error *err);

/* Gathers the ignore rules that hold above a folder of a work tree, from where git keeps them. Each adds to `*unread`
 * how many files of rules are there and could not be read. */
#pragma once

#include "engine/tree/ignore.h"

/* core.excludesFile alone, as it holds in a submodule too. NULL for none; a new reference. */
IgnoreRules *rules_of_user(const char *excludes_file, unsigned *unread);
/* info/exclude of the repository, on top of `parent`. A new reference, or NULL for none. */
IgnoreRules *rules_of_repository(IgnoreRules *parent, const char *git_dir, unsigned *unread);
/* The rules of the folders above `folder`, from `root` down, on top of `parent`. A new reference, or NULL. */
IgnoreRules *rules_of_folders_above(IgnoreRules *parent, const char *root, Slice folder, unsigned *unread);

/* Which paths the ignore files leave out (gitignore(5)): .gitignore and .ignore in each folder (.ignore last, so
 * that it wins), $GIT_DIR/info/exclude and core.excludesFile above them. Rules of one folder are immutable once
 * read and counted, so that the threads of a walk share their parents' rules. */
#pragma once

#include "engine/base/slice.h"

typedef struct IgnoreRules IgnoreRules;

/* Adds the rules of one file's text below `parent` (NULL at the top; its reference is shared, not taken).
 * `folder` is where the rules hold, relative to the root: "" or "a/b". Returns a new reference. */
IgnoreRules *ignore_rules_new(IgnoreRules *parent, Slice folder, Slice text);
IgnoreRules *ignore_rules_retain(IgnoreRules *rules);
void ignore_rules_release(IgnoreRules *rules);

typedef enum IgnoreVerdict { IGNORE_UNDECIDED, IGNORE_YES, IGNORE_NO } IgnoreVerdict;

/* The last rule that matches decides, nearest folder first. `path` is relative to the root. The caller asks for
 * the folders above first: below an ignored folder nothing can be taken back. `rules` may be NULL. */
IgnoreVerdict ignore_rules_check(const IgnoreRules *rules, Slice path, bool is_folder);

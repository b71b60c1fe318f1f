/* Shell patterns as .gitignore and -g read them (gitignore(5)): '*' and '?' stop at '/', "**" does not, [a-z],
 * [!a-z], [[:alpha:]], backslash escapes. Pure. The matcher is linear with one point to go back to for '*' and
 * one for "**", after Kirk Krauss's "Matching wildcards" and git's wildmatch behaviour. */
#pragma once

#include "engine/base/slice.h"

/* `text` against the whole of `pattern`; with `ignore_case`, ASCII letters are equal. */
bool glob_match(Slice pattern, Slice text, bool ignore_case);

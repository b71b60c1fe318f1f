/* The definition that a line belongs to, for the preview's title: by the file's outline (engine/syntax/outline), or in
 * languages that have none by the look of lines, as `git diff` finds the function a hunk is in; and put into few words.
 * Pure; the bytes may be a live mapping. */
#pragma once

#include "engine/base/buf.h"
#include "engine/base/slice.h"

enum { DEFINITION_REACH = 512 << 10 }; /* bytes looked through above the line */

/* The line (without its newline) that begins the definition around the line at `line_start`; that line itself when it
 * begins one. Empty when there is none near. `attribute`: as language_for takes it. Where the language has no outline
 * the file's name tells by which rule:
 *
 *     most languages    a line at column 0 that starts with a letter, `_` or `$`, is no label, and does not end in `;`;
 * a `}` at column 0 between it and the place means that it has ended by indentation    the nearest line above that is
 * indented less and begins with def, class, fn, func, impl, ... or looks like the head of a block with parameters */
Slice definition_find(Slice name, Slice attribute, Slice bytes, size_t line_start);

/* Appends the line with its blanks squeezed and without what opens the body; past `columns` bytes, or where the
 * parameters go on on the next line, they become (…). */
void definition_squeeze(Slice line, size_t columns, Buf *out);

/* The languages that ken can lex, and which of them a file is in. Constant; any thread. NULL stands for plain text.
 *
 *     path, first bytes, git attribute -> language_for -> Language -> lexer.h */
#pragma once

#include <stddef.h>

#include "engine/base/slice.h"

/* How to lex one language. Made when first asked for, kept until the program ends. */
typedef struct Language Language;

/* By any of its names, in either case, as a fence in Markdown or an editor's mode line has it. */
const Language *language_find(Slice name);
/* The language of a file: by the git attribute `linguist-language` (may be empty), by a mode line in `head`
 * (vim's `ft=`, emacs's `-*- mode -*-`; among the first 5 lines), by its base name, by its extension, by `#!`.
 * `head` is the file's beginning, as much as is at hand: 512 bytes are enough; may be empty. */
const Language *language_for(Slice path, Slice head, Slice attribute);
/* The first of its names. */
const char *language_name(const Language *language);
size_t language_count(void);
/* The `index`-th, below language_count. Order is fixed within one build. */
const Language *language_at(size_t index);

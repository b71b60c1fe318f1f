/* The hash table of a language's words, and walking over lists of words in its data. Only the syntax modules. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/slice.h"
#include "engine/syntax/tables.h"

enum { WORD_LONGEST = 32 };

/* Makes the table of `language->data->words`. */
void words_fill(Language *language);
/* The kind of the word, or TOKEN_NAME. `room` bytes can be read from `text` on: at least `len`. */
uint8_t words_find(const Language *language, const char *text, size_t len, size_t room);

/* Takes the next word off a list whose words are separated by blanks; false at its end. */
bool words_next(const char **list, Slice *word);
bool words_has(const char *list, Slice word);
/* The bracket that closes `open`; `open` itself when it is none. */
char bracket_closing(char open);

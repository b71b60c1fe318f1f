/* The state of the reading of an expression, shared by the files that read its parts. Private to
 * engine/search/plan*. */
#pragma once

#include "engine/search/plan_tree.h"

typedef struct Reader {
    Slice pattern;
    size_t at;
    PlanMode mode;
    unsigned depth;
    bool has_given_up;
    PlanTree *tree;
} Reader;

static inline bool reader_is_at_end(const Reader *reader)
{
    return reader->has_given_up || reader->at >= reader->pattern.len;
}

static inline char reader_peek(const Reader *reader)
{
    return reader->at < reader->pattern.len ? reader->pattern.data[reader->at] : '\0';
}

/* Passes over `text` when it is next. */
static inline bool reader_take(Reader *reader, const char *text)
{
    Slice wanted = slice_from_cstr(text);
    if (!slice_starts_with(slice_sub(reader->pattern, reader->at, reader->pattern.len), wanted))
        return false;
    reader->at += wanted.len;
    return true;
}

static inline bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c) != NULL;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_alnum(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* The control character that a letter stands for behind a backslash, 0 for none. */
char plan_control(char letter);
/* Two hexadecimal digits behind "\x", or -1 and nothing is taken. */
int plan_hex(Reader *reader);
/* The node of one character as it is matched in this mode. */
PlanNode plan_character(const Reader *reader, Slice bytes);
/* The class that a letter stands for behind a backslash; false for other letters. */
bool plan_letter_class(char letter, PlanNode *class);
/* Behind the '['. */
PlanNode plan_read_class(Reader *reader);

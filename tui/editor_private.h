/* What the parts of editor share: the words of a command line, and the forms of known editors. */
#pragma once

#include "tui/editor.h"

/* A growing argument vector, NULL-terminated once editor_words_take is called. */
typedef struct Words {
    char **items;
    size_t count, capacity;
} Words;

void editor_words_add(Words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How an editor takes a place. */
typedef enum EditorForm {
    FORM_PLUS_LINE,        /* +LINE FILE */
    FORM_PLUS_COLON,       /* +LINE:COLUMN FILE */
    FORM_PLUS_COMMA,       /* +LINE,COLUMN FILE */
    FORM_FILE_COLON,       /* FILE:LINE:COLUMN */
    FORM_GOTO,             /* --goto FILE:LINE:COLUMN */
    FORM_LINE_COLUMN,      /* --line LINE --column COLUMN FILE */
    FORM_LINE_WITH_COLUMN, /* --line LINE:COLUMN FILE */
    FORM_VIM,              /* a command that moves the cursor */
    FORM_EMACS,            /* as FORM_PLUS_COLON; lists open in grep-mode */
    FORM_FILE_GOTO,        /* FILE -g LINE */
    FORM_AFTER_DASHES,     /* -- +LINE FILE */
    FORM_FILE,             /* takes no place */
} EditorForm;

/* By the program's base name; unknown ones take +LINE and need the terminal. */
EditorForm editor_form(const char *program, bool *is_graphical);
void editor_form_place(EditorForm form, Words *words, const char *path, uint64_t line, uint64_t column);
void editor_form_list(EditorForm form, Words *words, const char *list_path);

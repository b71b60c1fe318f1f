/* Opening $VISUAL or $EDITOR at a line and column: from what the user has configured to an argument vector, and the
 * process. Names are passed as arguments, never through a shell; a name that starts with '-' gets "./" in front, and
 * one that starts with '+' too. Known editors get line and column in their own form; unknown ones get "+LINE FILE". A
 * template
 * ($KEN_EDITOR, e.g. "myed --at {line}:{column} {file}") serves the rest. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/error.h"
#include "engine/base/slice.h"

typedef struct EditorPlace {
    const char *path; /* absolute, or relative to the directory that ken was started in */
    uint64_t line;    /* 1-based; 0 = none */
    uint64_t column;  /* 1-based, in characters */
} EditorPlace;

typedef struct EditorCommand {
    char **argv;       /* NULL-terminated, heap */
    bool is_graphical; /* has a window of its own: ken keeps the screen and does not wait */
} EditorCommand;

/* `configured`: the template, $VISUAL or $EDITOR, split as a shell would split words (quotes and backslashes, no
 * expansion). Pure. */
bool editor_command(EditorCommand *command, const char *configured, const EditorPlace *place, Error *err);
/* A list of places for the editor's quickfix: `list_path` holds path:line:column:text lines. */
bool editor_quickfix_command(EditorCommand *command, const char *configured, const char *list_path, Error *err);
void editor_command_deinit(EditorCommand *command);
/* $KEN_EDITOR, $VISUAL, $EDITOR, or the first of "vi", "nano" that is installed. Borrowed. */
const char *editor_configured(void);
/* Starts it by posix_spawnp with default signals and, unless graphical, waits for it as child_wait does (the terminal
 * must have been left; -1: there is none). False when it could not be started, or says with what it ended. */
bool editor_run(const EditorCommand *command, int terminal_fd, Error *err);

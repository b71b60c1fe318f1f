/* Running what the user typed in the user's own shell, with bytes of a document as its input where there are any. The
 * command is passed as it was typed; the name of the file that is shown is its first argument ("$1"), so that no shell
 * string is ever built from a name. */
#pragma once

#include "engine/base/error.h"
#include "engine/store/document.h"

typedef struct ShellCommand {
    char *command;      /* heap; "": an interactive shell */
    char *name;         /* heap; "" for a pipe */
    Document *document; /* its bytes [from, to) are the command's input; NULL: the terminal is */
    uint64_t from, to;
} ShellCommand;

void shell_command_deinit(ShellCommand *command);
/* Starts it ($SHELL, or sh) and waits for it as child_wait does; the terminal must have been left. False when it could
 * not be started or waited for; how it ended is its own affair. */
bool shell_run(const ShellCommand *command, int terminal_fd, Error *err);

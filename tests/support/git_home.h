/* A home folder of a test's own, in which git makes repositories. */
#pragma once

#include <stdbool.h>

enum { GIT_HOME_LEN = 64 };

/* Makes the folder, and makes it HOME with a user's settings for git. */
bool git_home_make(char folder[GIT_HOME_LEN]);
/* Removes it with all that is in it. 0, or how that failed. */
int git_home_remove(const char *folder);
/* Runs a shell command in the folder; one that fails is a test that fails. */
void shell_in(const char *folder, const char *format, ...) __attribute__((format(printf, 2, 3)));

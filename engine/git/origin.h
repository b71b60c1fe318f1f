/* The child's answer about where a repository comes from: remote, commit, and what of them is known to be shared. */
#pragma once

#include <stdint.h>

/* Writes WireFrames to `answer_fd`. `path`: of a file or folder in the work tree. `wants`: WANT_ flags. */
void origin_answer(const char *path, uint32_t wants, int answer_fd);

/* What a child of the nursery does: asks libgit2 about a folder and streams the answer. It may hang or crash
 * without harm; nothing else does. */
#pragma once

#include <stdint.h>

/* Writes WireFrames to `answer_fd`. `wants`: WANT_ flags. */
void listing_answer(const char *folder, uint32_t wants, int answer_fd);
